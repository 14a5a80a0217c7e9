import CustosModels
import CustosNetwork
import CustosPlatform
import CustosTraining

/// Does a training step (forward, backward, Adadelta) for each line on standard input and prints its
/// milliseconds; driven by training_step.py. Arguments: MODEL HEIGHT WIDTH BATCH THREADS.
@main struct TrainingStep {
  static func main() throws {
    let arguments = CurrentProcess.arguments
    let numbers = arguments.dropFirst().compactMap { Int($0) }
    guard arguments.count == 5, numbers.count == 4, numbers.allSatisfy({ $0 > 0 }) else {
      Console.complain("usage: custos-training-step MODEL HEIGHT WIDTH BATCH THREADS")
      CurrentProcess.exit(64)
    }
    let (height, width, batch, threads) = (numbers[0], numbers[1], numbers[2], numbers[3])
    let classCount = 14
    let graph = try ModelConfiguration.named(arguments[0]).graph(
      height: height, width: width, classCount: classCount)
    let parameters = Parameters(graph: graph)
    var generator = SystemRandomNumberGenerator()
    parameters.initialize(using: &generator)
    let pool = try ThreadPool(threadCount: threads)
    let network = Network(
      graph: graph, parameters: parameters, batchSize: batch, mode: .training, pool: pool)
    let optimizer = Optimizer(kind: .adadelta, parameters: parameters, pool: pool)
    network.withInput { input in
      for index in input.indices { input[index] = Float.random(in: 0...1, using: &generator) }
    }
    let labels = (0..<batch).map { $0 % classCount }
    let weights = [Float](repeating: 1, count: batch)
    try Console.output.write("ready\n")
    while readLine() != nil {
      let start = MonotonicClock.nanoseconds
      network.forward(count: batch, training: true)
      _ = network.crossEntropy(labels: labels, weights: weights, backward: true)
      _ = optimizer.step(
        parameters, gradient: network.gradientBlock, learningRate: 1, penalty: 1e-4)
      try Console.output.write("\(Double(MonotonicClock.nanoseconds - start) * 1e-6)\n")
    }
  }
}
