/// What `custos-edge help` prints.
enum HelpText {
  static let verbs = ["classify", "watch", "serve", "info", "selftest", "doctor", "bench"]

  static func text(for verb: String) -> String? {
    switch verb {
    case "classify": classify
    case "watch": watch
    case "serve": serve
    case "info": info
    case "selftest": selftest
    case "doctor": doctor
    case "bench": bench
    default: nil
    }
  }

  static let overview = """
    custos-edge reads the staff position (L0...L6, S0...S6) of music symbols from pictures, or
    whatever other labels its model was trained on.

    Usage: custos-edge VERB [OPTION ...] [PICTURE ...]

      classify   read patches, or the symbols of a page
      watch      read what a camera sees, until told to stop
      serve      the same as a live page for a browser, on which labels can be corrected
      info       say what a model file holds
      selftest   check the engine on this CPU against the model's own patches
      doctor     look for what is wrong with board, camera and model
      bench      measure latency, whole and per operator
      help VERB  say more about a verb
      --version  print the version

    Exit codes: 0 done, 1 a check failed, 2 some inputs were left out, 64 wrong usage, 65 bad data
    or model, 66 no such input, 69 camera, service or memory not available, 73 cannot create the
    output, 74 read or write error, 75 camera in use: try again.
    """

  private static let common = """
      --format text|jsonl      text (default) or one JSON object a line
    \(engine)
    """

  private static let withMEI = """
      --format text|jsonl|mei  text (default), one JSON object a line, or one MEI document of --page
    \(engine)
    """

  /// The options of verbs that print no results, and of all others.
  private static let engine = """
      --model FILE             the .custos model (required)
      --threads N              threads, 1...256, but no more than CPUs, or than a quota of CPU
                               time lets run (the default); results do not depend on it
      --pin                    keep each thread on a CPU of its own
      --instruction-set NAME   kernels to use: scalar, avx2, avxvnni, avx512vnni, neon-a53,
                               neon, neondot-a55, neondot, neoni8mm (default: the best for this CPU, or
                               for the core that CUSTOS_CPU names)
      --no-winograd            direct convolutions only: less memory, more time, the same results
      --quiet                  no remarks on standard error
    """

  private static let classify = """
    Usage: custos-edge classify --model FILE [OPTION ...] PICTURE|FOLDER|- ...
           custos-edge classify --model FILE --page PAGE --boxes FILE [--annotate OUT] [OPTION ...]
           custos-edge classify --model FILE --page PAGE --find-symbols [OPTION ...]
           custos-edge classify --model PAGE-NETWORK --page PAGE [OPTION ...]

    Reads JPEG and PNG patches; folders with everything below them; - is standard input. Patches are
    resized to the network's size. Prints FILE<TAB>LABEL<TAB>PROBABILITY; with --threshold the label is
    unknown where the probability is below it. JSON keeps the best label and says so in "unknown".

    With --page, reads every box of the page: lines x1,y1,x2,y2;class or
    x1,y1;x2,y2;class;position. Prints x1,y1,x2,y2;class;position. The position is empty for classes
    that have none, such as barline. Labels that are plain names are printed as the class, in place of
    the box's own (given_class in JSON), and no position. With --classes one model reads classes and
    --model positions. A box that lies outside the page is bad input.

    With --find-symbols, finds the symbols on the page's staves of five lines by itself; their class
    is note, note_head or symbol.

    A page network finds and reads the symbols of a --page in one, with their true classes; it cannot
    read patches or boxes. With --finder it finds for a --model that reads patches. The staff space of
    the page is measured, and a page without a staff is bad input.

    \(withMEI)
      --output, -o FILE        write results to a file, whole or not at all (default: -)
      --top K                  name the K most probable labels (text output of --page: only one)
      --threshold P            say unknown where the best label's probability is below P, 0...1, or
                               below the model's own with --threshold calibrated
      --logits                 add the exact integer logits
      --find-symbols           find the symbols of --page, instead of --boxes
      --symbol-boxes KIND      what is centred for the network, as in the training pages: notes
                               (head with stem, default) or heads
      --finder FILE            find the symbols of --page with this page network
      --presence P             list what a page network finds with at least this probability that a
                               symbol is there (default: 0.5)
      --classes FILE           read the classes with this model, whose labels are names of classes; they
                               decide which symbols have a position
      --staff-space PIXELS     distance of the staff lines of --page, or auto to measure it: what the
                               network sees is scaled as at training (default: not scaled; for a
                               page network: measured)
      --neighbours             correct positions that a page network is unsure of by the symbols beside
                               them on the staff
      --ignore-rotation        take the pixels as they are stored: without it a picture is put upright
                               by its EXIF mark, as viewers show it, and boxes are in the upright one
      --annotate OUT           write the page with boxes and labels (.png, .jpg, .jpeg)
      --skip-bad               leave out bad pictures and lines, name them, end with code 2
      --max-bad SHARE          with --skip-bad: more bad inputs than this share, 0...1, end with code 65
      --force                  replace existing results
    """

  private static let watch = """
    Usage: custos-edge watch --model FILE --camera SOURCE [OPTION ...]

    Reads the newest picture of a camera, again and again, and prints a line for each symbol:
    PICTURE<TAB>x1,y1,x2,y2;class;position<TAB>PROBABILITY<TAB>STEADY LABEL (- while the last
    pictures do not agree); labels that are plain names are the class. Ctrl-C or SIGTERM ends it;
    SIGHUP reads the model files again. A camera that fails after it has given pictures is opened
    again. Damaged pictures, and boxes outside a picture, are left out and counted; the exit code is 0
    all the same where the end was asked for.

    \(common)
    \(live)
      --top K                  name the K most probable labels in JSON (default: 3)
    """

  private static let serve = """
    Usage: custos-edge serve --model FILE --camera SOURCE [OPTION ...]

    Reads a camera as watch does and shows on a page for a browser: the picture with boxes and labels,
    the patch as the network sees it, the five best labels, latency, frame rate, temperature and
    throttling. The page's address, with a token, is printed to standard error. Whoever has the token
    can correct labels on the page; with --store they are kept, and `custos import-feedback`
    makes training patches of them. Ctrl-C or SIGTERM ends it; SIGHUP reads the model file again.

    From another computer: ssh -L 8017:127.0.0.1:8017 pi@raspberrypi, then the same address.

    \(engine)
    \(live)
      --address ADDRESS        numeric address to serve at (default: 127.0.0.1, this machine alone);
                               at others, reading needs the token, too; nothing is encrypted
      --port N                 port, 0 for any free one (default: 8017)
      --host-name NAME         answer to this name as well, such as raspberrypi.fritz.box; may be given
                               again
      --store FOLDER           keep corrections: picture, box and label
      --store-limit MB         refuse corrections once the folder holds so much (default: 500)
    """

  /// The options of `watch` and `serve`.
  static let live = """
      --camera SOURCE          auto: the camera port if it has a camera, else a USB camera;
                               rpicam[:N]: camera N of the camera port, through rpicam-vid;
                               v4l2:/dev/videoN: a USB camera;
                               http://[USER:PASSWORD@]HOST[:PORT]/PATH: a network camera's MJPEG
                               stream, or its picture again and again;
                               stdin:mjpeg, stdin:yuv420:WxH[:STRIDE]: standard input;
                               file:PATH: one picture; dir:PATH: every picture that is completed
                               in a folder from now on; fake[:PATH][@RATE]: the pictures of a file
                               or folder (default: of the model) again and again, RATE a second
      --size WxH               pictures wanted of a camera (default: 1280x960)
      --rotate DEGREES         turn pictures clockwise by 90, 180 or 270
      --mirror                 after that, let left and right change places
      --crop X,Y,W,H           after that, keep this part alone; boxes are in pixels of what is left
      --ignore-rotation        take pictures as they are stored, whatever their EXIF mark of rotation
                               says
      --rate N                 pictures a second wanted of the camera port, and requests a second for
                               a network camera's picture (default: 10)
      --autofocus-mode MODE    focus of rpicam: auto, continuous or manual
      --lens-position N        its lens at manual focus, in dioptres; 0 is far away
      --shutter MICROSECONDS   its exposure
      --gain N                 its gain, 0 for automatic
      --awb MODE               its white balance, such as auto, indoor or daylight
      --awbgains RED,BLUE      the gains of its colours in the place of a white balance
      --box X,Y,W,H            read this box of every picture; may be given again (default: a window
                               at the centre)
      --boxes FILE             read the boxes of a file in every picture: lines as for classify
      --boxes -                read boxes that a detector writes to standard input, a line a picture:
                               {"frame": NUMBER or "FILE", "boxes": [{"box": [x1, y1, x2, y2],
                               "class": "NAME"}]}
      --find-symbols           find the symbols
      --symbol-boxes KIND      what is centred for the network: notes (with their stems, default) or
                               heads
      --finder FILE            find the symbols with this page network; a --model that is a page
                               network finds and reads them itself
      --presence P             list what a page network finds with at least this probability that a
                               symbol is there (default: 0.5)
      --classes FILE           read the classes with this model, as in classify
      --staff-space PIXELS     how far staff lines are apart in the pictures, or auto to measure it:
                               the window is scaled to what the network was trained with (default:
                               not scaled); with auto, nothing is read before a staff was seen; a
                               page network measures each picture
      --steady N/M             call a label steady that N of the last M pictures gave, or off
                               (default: 3/5)
      --threshold P            say unknown below this probability, or calibrated
      --frames N               end after N pictures
    """

  private static let info = """
    Usage: custos-edge info --model FILE [OPTION ...]

    Prints name, checksum, kind (patch classifier, page network or other), labels, sizes, staff space
    of the training patches, temperature and threshold of the probabilities, operators, memory, load
    time and origin of a model; of a page network also stride, receptive field, groups and classes.

    \(common)
    """

  private static let selftest = """
    Usage: custos-edge selftest --model FILE [OPTION ...]

    Runs the patches inside the model file with every instruction set of this CPU (or the one given)
    and compares the logits bit for bit. Ends with code 1 if one differs.

    \(common)
    """

  private static let doctor = """
    Usage: custos-edge doctor [--model FILE] [--format text|jsonl] [--threads N]

    Looks at the board, its processor, memory, clock, temperature and throttling, asks for cameras,
    and checks a model with its self-test. Each line is ok, problem or unknown; a problem is followed
    by what to do. Ends with code 1 if there is one.
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
