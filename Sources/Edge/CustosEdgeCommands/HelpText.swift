/// What `custos-edge help` prints.
enum HelpText {
  static let verbs = ["classify", "info", "selftest", "bench"]

  static func text(for verb: String) -> String? {
    switch verb {
    case "classify": classify
    case "info": info
    case "selftest": selftest
    case "bench": bench
    default: nil
    }
  }

  static let overview = """
    custos-edge reads the staff position (L0...L6, S0...S6) of music symbols from pictures.

    Usage: custos-edge VERB [OPTION ...] [PICTURE ...]

      classify   read patches, or the symbols of a page
      info       say what a model file holds
      selftest   check the engine on this CPU against the model's own patches
      bench      measure latency, whole and per operator
      help VERB  say more about a verb
      --version  print the version

    Exit codes: 0 done, 1 a check failed, 2 some inputs were left out, 64 wrong usage, 65 bad data
    or model, 66 no such input, 69 not available on this machine, 73 cannot create the output,
    74 read or write error.
    """

  private static let common = """
      --model FILE             the .custos model (required)
      --format text|jsonl      text (default) or one JSON object a line
      --threads N              threads, 1...256 (default: all CPUs); results do not depend on it
      --pin                    keep each thread on a CPU of its own
      --instruction-set NAME   kernels to use: scalar, avx2, neon-a53, neon, neondot (default: the
                               best for this CPU, or for the core that CUSTOS_CPU names)
      --no-winograd            direct convolutions only: less memory, more time, the same results
      --quiet                  no remarks on standard error
    """

  private static let classify = """
    Usage: custos-edge classify --model FILE [OPTION ...] PICTURE|FOLDER|- ...
           custos-edge classify --model FILE --page PAGE --boxes FILE [--annotate OUT] [OPTION ...]
           custos-edge classify --model FILE --page PAGE --find-symbols [OPTION ...]

    Reads JPEG and PNG patches; folders with everything below them; - is standard input. Patches are
    resized to the network's size. Prints FILE<TAB>LABEL<TAB>PROBABILITY; with --threshold the label is
    unknown where the probability is below it. JSON keeps the best label and says so in "unknown".

    With --page, reads every box of the page: lines x1,y1,x2,y2;class or
    x1,y1;x2,y2;class;position. Prints x1,y1,x2,y2;class;position; the position is empty for
    classes that have none, such as barline.

    With --find-symbols, finds the symbols on the page's staves of five lines by itself; their class
    is note, note_head or symbol.

    \(common)
      --output, -o FILE        write results to a file, whole or not at all (default: -)
      --top K                  name the K most probable labels (text output of --page: only one)
      --threshold P            say unknown where the best label's probability is below P, 0...1, or
                               below the model's own with --threshold calibrated
      --logits                 add the exact integer logits
      --find-symbols           find the symbols of --page, instead of --boxes
      --symbol-boxes KIND      what is centred for the network, as in the training pages: notes
                               (head with stem, default) or heads
      --staff-space PIXELS     distance of the staff lines of --page, or auto to measure it: what the
                               network sees is scaled as at training (default: not scaled)
      --annotate OUT           write the page with boxes and labels (.png, .jpg, .jpeg)
      --skip-bad               leave out bad pictures and lines, name them, end with code 2
      --force                  replace existing results
    """

  private static let info = """
    Usage: custos-edge info --model FILE [OPTION ...]

    Prints name, checksum, labels, sizes, staff space of the training patches, temperature and
    threshold of the probabilities, operators, memory, load time and origin of a model.

    \(common)
    """

  private static let selftest = """
    Usage: custos-edge selftest --model FILE [OPTION ...]

    Runs the patches inside the model file with every instruction set of this CPU (or the one given)
    and compares the logits bit for bit. Ends with code 1 if one differs.

    \(common)
    """

  private static let bench = """
    Usage: custos-edge bench --model FILE [OPTION ...]

    Measures one inference (minimum, median, 90th and 99th percentile), then the median of each
    operator and its share of the whole. Also tells load time, memory, and of the board: processor,
    clock, temperature and throttling before and after the runs. Multiply-accumulates per cycle are
    those of one core; they need the processor's cycle counter or a clock that the system tells.
    What cannot be known is unknown, in JSON null.

    \(common)
      --runs N                 measured runs (default: 50)
      --warm-up N              runs before (default: 3)
    """
}
