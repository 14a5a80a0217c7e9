import CustosNetwork
import Testing

@Suite struct GraphBuilderTests {
  @Test func samePaddingWithStrideTwoPutsTheOddPixelAtTheBottomRight() throws {
    var builder = GraphBuilder(name: "test", height: 112, width: 56)
    let layer = builder.convolution(builder.input, filters: 4, kernel: 7, stride: 2)
    #expect(builder.shape(of: layer) == Shape(height: 56, width: 28, channels: 4))
    guard case .convolution(let parameters) = try builder.build().nodes[1].operation else {
      Issue.record("the layer is a convolution")
      return
    }
    #expect(parameters.padding == Padding(top: 2, left: 2, bottom: 3, right: 3))
  }

  @Test func poolingClampsItsWindowToTheMap() {
    var builder = GraphBuilder(name: "test", height: 3, width: 1)
    let layer = builder.averagePool(builder.input)
    #expect(builder.shape(of: layer) == Shape(height: 1, width: 1, channels: 3))
  }

  @Test func layersAreNumberedPerKind() throws {
    var builder = GraphBuilder(name: "test", height: 8, width: 8)
    let first = builder.convolution(builder.input, filters: 2, kernel: 3)
    let second = builder.convolution(
      builder.batchNormalization(first), filters: 2, kernel: 1, name: "named")
    _ = builder.convolution(second, filters: 2, kernel: 1, bias: false)
    let graph = try builder.build()
    #expect(
      graph.nodes.map(\.name) == [
        "input_1", "conv2d_1", "batch_normalization_1", "named", "conv2d_2",
      ])
    #expect(graph.parameters.map(\.name).contains("named/kernel"))
    #expect(!graph.parameters.map(\.name).contains("conv2d_2/bias"))
  }
}

/// What does not fit is said in a sentence with the layer's name.
@Suite struct GraphErrorTests {
  private func refusal(
    height: Int = 3, width: Int = 3, channels: Int = 3,
    _ body: (inout GraphBuilder) -> GraphBuilder.Layer
  ) -> GraphError? {
    var builder = GraphBuilder(name: "test", height: height, width: width, channels: channels)
    let last = body(&builder)
    // Layers behind the one that does not fit change nothing.
    _ = builder.softmax(builder.dense(builder.flatten(last), units: 2))
    do throws(GraphError) {
      _ = try builder.build()
      return nil
    } catch {
      #expect(error.description.contains(error.layer) && error.description.hasSuffix("."))
      return error
    }
  }

  @Test func windows() {
    let map = Shape(height: 3, width: 3, channels: 3)
    let error = refusal {
      $0.convolution($0.input, filters: 2, kernel: (5, 3), border: .valid, name: "stem")
    }
    #expect(error?.layer == "stem")
    #expect(error?.problem == .windowTooLarge(height: 5, width: 3, map: map))
    #expect(error?.asksForLargerImage == true)
    #expect(error?.description.contains("5x3") == true)
    #expect(error?.description.contains("3x3x3") == true)
    #expect(refusal { $0.convolution($0.input, filters: 2, kernel: 3, border: .valid) } == nil)
    #expect(refusal { $0.maxPool($0.input, size: 5) } == nil)
  }

  @Test func shapes() {
    let sum = refusal { builder in
      builder.add(builder.input, builder.convolution(builder.input, filters: 2, kernel: 1))
    }
    #expect(
      sum?.problem
        == .differentShapes(
          Shape(height: 3, width: 3, channels: 3), Shape(height: 3, width: 3, channels: 2)))
    #expect(sum?.layer == "add_1")
    let joined = refusal { builder in
      builder.concatenate([builder.input, builder.maxPool(builder.input)])
    }
    #expect(joined?.layer == "concatenate_1")
    #expect(refusal { $0.concatenate([]) }?.problem == .noInputs)
    #expect(
      refusal { $0.dense($0.input, units: 3) }?.problem
        == .notFlat(Shape(height: 3, width: 3, channels: 3)))
  }

  @Test func sizesAndNames() {
    #expect(refusal(height: 0) { $0.input }?.layer == "input_1")
    #expect(refusal(width: .max) { $0.input }?.layer == "input_1")
    #expect(refusal { $0.convolution($0.input, filters: 0, kernel: 1) }?.layer == "conv2d_1")
    #expect(refusal { $0.convolution($0.input, filters: 1, kernel: 0) } != nil)
    #expect(refusal { $0.convolution($0.input, filters: 1, kernel: 1, stride: 0) } != nil)
    #expect(refusal { $0.maxPool($0.input, stride: 0) } != nil)
    #expect(
      refusal { builder in
        builder.relu(builder.relu(builder.input, name: "twice"), name: "twice")
      }?.problem == .nameTaken)
    #expect(
      refusal { builder in
        builder.output("same", builder.input)
        builder.output("same", builder.relu(builder.input))
        return builder.input
      }?.problem == .nameTaken)
  }
}
