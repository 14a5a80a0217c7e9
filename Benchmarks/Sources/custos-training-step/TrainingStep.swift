public import ArgumentParser
import CustosArchitectures
import CustosNetwork
import CustosPlatform
import CustosSupport
import CustosTraining

/// Does training steps (forward, backward, Adadelta), for each line on standard input as many as it says,
/// and prints their microseconds; driven by training_step.py. With `--layers N` prints the time of each
/// layer instead, with `--steps N`, also under mpirun, what a step takes and sends; driven by
/// distributed_step.py.
@main struct TrainingStep: ParsableCommand {
  @Argument(help: "Name of the network.") var modelName: String
  @Argument(help: "Rows of the input.") var height: Int
  @Argument(help: "Columns of the input.") var width: Int
  @Argument(help: "Images of a batch, of each process.") var batch: Int
  @Argument(help: "Threads.") var threads: Int
  @Option(help: "How convolutions run: fastest, direct or winograd.")
  var convolutions = ConvolutionChoice.fastest
  @Flag(help: "Compute activations again instead of keeping them.")
  var recompute = false
  @Option(help: "Add up along the tree of so many shards, as `custos train --shards` does.")
  var shards: Int?
  @Option(help: "How gradients travel between processes: f32 or bf16.")
  var wire = WireFormat.float32
  @Option(help: "Do this many steps and print the median time of each layer.")
  var layers: Int?
  @Option(help: "Do this many steps in all processes and print what one takes and sends.")
  var steps: Int?

  func validate() throws {
    guard
      [height, width, batch, threads, shards ?? 1, layers ?? 1, steps ?? 1].allSatisfy({ $0 > 0 })
    else {
      throw ValidationError(
        "HEIGHT, WIDTH, BATCH, THREADS, --shards, --layers and --steps must be at least 1.")
    }
  }

  func run() throws {
    let classCount = 14
    let graph = try ModelConfiguration.named(modelName).graph(
      height: height, width: width, classCount: classCount)
    let parameters = try Parameters(graph: graph)
    var generator = SeededGenerator(seed: 1)
    parameters.initialize(using: &generator)
    let pool = try ThreadPool(threadCount: threads)
    let processes = try ProcessesOfStep.join()
    let network = try Network(
      graph: graph, parameters: parameters, batchSize: batch, mode: .training, pool: pool,
      convolutions: convolutions, recomputing: recompute,
      communicator: processes,
      shards: shards.map {
        ShardTree(processes.shard(of: $0), single: wire == .bfloat16)
      }, wholeBatchSize: batch * processes.size, wire: wire)
    let optimizer = try Optimizer(kind: .adadelta, parameters: parameters, pool: pool)
    network.withInput { input in
      for index in input.indices { input[index] = Float.random(in: 0...1, using: &generator) }
    }
    let labels = (0..<batch).map { $0 % classCount }
    let weights = [Float](repeating: 1, count: batch)
    let loss = SoftmaxCrossEntropy(of: graph.outputs[0])
    func step() throws {
      network.forward(count: batch, of: batch * processes.size, training: true)
      _ = loss.lossAndGradient(network, labels: labels, weights: weights)
      try network.backwardOverBatch()
      _ = optimizer.step(
        parameters, gradient: network.gradientBlock, learningRate: 1, penalty: 1e-4)
    }
    if let steps { return try ProcessesOfStep.measure(processes, steps: steps, step) }
    if let layers {
      try LayerTable(network, steps: layers, step).show()
      return
    }
    try Console.output.write(
      "{\"engine\":\"custos \(CustosVersion.current)\",\"forward_macs\":"
        + "\(graph.multiplyAccumulates * batch)}\n")
    while let count = readLine().flatMap({ Int($0) }) {
      let times = try (0..<count).map { _ in
        let start = MonotonicClock.nanoseconds
        try step()
        return "\((MonotonicClock.nanoseconds - start) / 1000)"
      }
      try Console.output.write(times.joined(separator: " ") + "\n")
    }
  }
}

extension ConvolutionChoice: ExpressibleByArgument {}
extension WireFormat: ExpressibleByArgument {}
