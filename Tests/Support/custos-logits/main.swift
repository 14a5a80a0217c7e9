// Prints the logits of a network whose body has the weights of a file and whose head has given ones:
//   custos-logits MODEL HEIGHT WIDTH CLASSES WEIGHTS IMAGES HEAD
// IMAGES holds float32 [N, H, W, 3], HEAD the tensors of the head one after the other. Each line of
// the output is an image; before them is a line about the weights. Tests/Golden/check_weights.py runs
// it and compares.
import CustosArchitectures
import CustosNetwork
import CustosPlatform
import CustosWeights
import Foundation

func floats(_ path: String) throws -> [Float] {
  let bytes = try FileSystem.read(path)
  return stride(from: 0, to: bytes.count / 4 * 4, by: 4).map {
    Float(bitPattern: bytes.span.bytes.uint32(at: $0))
  }
}

func logits(_ words: [String]) throws {
  guard words.count == 7, let height = Int(words[1]), let width = Int(words[2]),
    let classCount = Int(words[3])
  else {
    Console.complain("Give MODEL HEIGHT WIDTH CLASSES WEIGHTS IMAGES HEAD.")
    exit(ExitStatus.usage)
  }
  let configuration = try ModelConfiguration.named(words[0])
  let graph = try configuration.graph(height: height, width: width, classCount: classCount)
  let parameters = try Parameters(graph: graph)
  let weights = try StartingWeights(words[4], for: configuration, graph)
  let loaded = try weights.load(
    into: parameters, of: graph, labels: (0..<classCount).map { "\($0)" })
  var head = try floats(words[6])[...]
  for parameter in graph.headParameters {
    guard parameters.set(parameter.name, to: Array(head.prefix(parameter.count))) else {
      Console.complain("\(words[6]) is too short for \(parameter.name) \(parameter.shape).")
      exit(ExitStatus.badData)
    }
    head = head.dropFirst(parameter.count)
  }
  let images = try floats(words[5])
  let network = try Network(
    graph: graph, parameters: parameters, batchSize: 1, mode: .inference,
    pool: ThreadPool(threadCount: 2))
  print("loaded \(loaded.loaded.count) left \(loaded.left.count) unused \(loaded.unexpected.count)")
  for start in stride(from: 0, to: images.count, by: network.imageSize) {
    network.load(Array(images[start..<start + network.imageSize]), at: 0)
    network.forward(count: 1)
    let scores = network.scores(of: graph.outputs[0])
    print(scores.prefix(classCount).map { "\($0)" }.joined(separator: " "))
  }
}

do { try logits(Array(CommandLine.arguments.dropFirst())) } catch {
  Console.complain("\(error)")
  exit(ExitStatus.badData)
}
