public import ArgumentParser
import CustosArchitectures
import CustosNetwork
import CustosPlatform
import CustosSupport
import CustosTraining

/// Does training steps (forward, backward, Adadelta), for each line on standard input as many as it says,
/// and prints their microseconds; driven by training_step.py. With `--layers N` prints the time of each
/// layer instead.
@main struct TrainingStep: ParsableCommand {
  @Argument(help: "Name of the network.") var modelName: String
  @Argument(help: "Rows of the input.") var height: Int
  @Argument(help: "Columns of the input.") var width: Int
  @Argument(help: "Images of a batch.") var batch: Int
  @Argument(help: "Threads.") var threads: Int
  @Option(help: "How convolutions run: fastest, direct or winograd.")
  var convolutions = ConvolutionChoice.fastest
  @Flag(help: "Compute activations again instead of keeping them.")
  var recompute = false
  @Option(help: "Add up along the tree of so many shards, as `custos train --shards` does.")
  var shards: Int?
  @Option(help: "Do this many steps and print the median time of each layer.")
  var layers: Int?

  func validate() throws {
    guard [height, width, batch, threads, shards ?? 1, layers ?? 1].allSatisfy({ $0 > 0 }) else {
      throw ValidationError(
        "HEIGHT, WIDTH, BATCH, THREADS, --shards and --layers must be at least 1.")
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
    let network = try Network(
      graph: graph, parameters: parameters, batchSize: batch, mode: .training, pool: pool,
      convolutions: convolutions, recomputing: recompute,
      shards: shards.map { ShardTree(count: $0) })
    let optimizer = try Optimizer(kind: .adadelta, parameters: parameters, pool: pool)
    network.withInput { input in
      for index in input.indices { input[index] = Float.random(in: 0...1, using: &generator) }
    }
    let labels = (0..<batch).map { $0 % classCount }
    let weights = [Float](repeating: 1, count: batch)
    let loss = SoftmaxCrossEntropy(of: graph.outputs[0])
    func step() throws {
      network.forward(count: batch, training: true)
      _ = loss.lossAndGradient(network, labels: labels, weights: weights)
      try network.backward()
      _ = optimizer.step(
        parameters, gradient: network.gradientBlock, learningRate: 1, penalty: 1e-4)
    }
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
