import CustosArchitectures
import CustosEngine
import CustosImage
import CustosModelFile
import CustosNetwork
import CustosNotation
public import CustosPages
public import CustosPlatform
import CustosReading
public import CustosWeights
import Foundation

/// Makes the probabilities of a page network true on pages that it was not trained on: that a symbol is
/// there, and that its position is the one said.
///
/// The fits are those of logits, and a 1x1 convolution makes these: so they become a part of its weights,
/// and whoever runs the network needs to know nothing of them.
public struct PageCalibration: Equatable, Sendable {
  /// For each group the change of the logits of its centres.
  public let centres: [LogisticFit]
  /// What the logits of positions are divided by.
  public let positionTemperature: Double
  /// The least probability, at that temperature, with which 99 % of the positions of right symbols are
  /// right; nil where none reaches that.
  public let positionThreshold: Double?
  /// Symbols that were found on the pages, right or wrong.
  public let foundCount: Int

  /// Reads pages and compares what is found with their annotations.
  ///
  /// - Parameters:
  ///   - pages: completely annotated.
  ///   - staffSpace: distance of their staff lines in pixels; nil to measure it.
  /// - Throws: as `FloatPageNetwork`, `DataError` for a page that cannot be read.
  public init(
    _ trained: TrainedPageNetwork, pages: [CompletePage], staffSpace: Double? = nil,
    pool: ThreadPool
  ) throws {
    let network = try FloatPageNetwork(trained, pool: pool)
    var evidence = Evidence(form: network.form)
    for page in pages {
      let image = try page.picture().gray
      guard let space = PageModelReader.staffSpace(of: image, given: staffSpace) else { continue }
      let symbols = try network.symbols(
        of: image, staffSpace: space,
        thresholds: PageThresholds(PageModelReader.leastProbability, form: network.form))
      evidence.add(symbols, try page.annotations(onPageOf: image.width, image.height))
    }
    centres = evidence.centres.map { LogisticFit($0.logits, $0.outcomes) }
    // Pages on which every position is right, or without symbols, determine no temperature.
    positionTemperature =
      TemperatureScaling.fit(evidence.positionLogits, truth: evidence.positionTruth) ?? 1
    positionThreshold = RiskCoverage(evidence.positionReadings(temperature: positionTemperature))
      .point(reaching: ConfidenceFit.standardTarget).map { Double($0.threshold) }
    foundCount = evidence.centres.reduce(0) { $0 + $1.logits.count }
  }

  /// The network with the fits in its weights.
  ///
  /// - Throws: `PlatformError.outOfMemory`.
  public func applied(to trained: TrainedPageNetwork) throws -> TrainedPageNetwork {
    let parameters = try Parameters(like: trained.parameters)
    parameters.copyTensors(of: trained.parameters)
    func scale(_ output: PageArchitecture.Output, _ fits: [LogisticFit]) {
      for (role, isBias) in [("kernel", false), ("bias", true)] {
        let name = "\(output.rawValue)/\(role)"
        guard var values = parameters[name] else {
          preconditionFailure("a page network has a tensor \(name)")
        }
        for index in values.indices {
          let fit = fits[index % fits.count]
          values[index] = Float(
            fit.slope * Double(values[index]) + (isBias ? fit.offset : 0))
        }
        precondition(parameters.set(name, to: values), "the size is the same")
      }
    }
    scale(.centres, centres)
    scale(.positions, [LogisticFit(slope: 1 / positionTemperature, offset: 0)])
    return TrainedPageNetwork(
      network: trained.network, graph: trained.graph, parameters: parameters,
      staffSpace: trained.staffSpace, metadata: trained.metadata,
      calibration: .init(symbolCount: foundCount, positionThreshold: positionThreshold))
  }
}

/// What was found on pages, and what was true of it.
private struct Evidence {
  private let form: PageForm
  private(set) var centres: [(logits: [Double], outcomes: [Bool])]
  /// Logits of the positions of right symbols, and the right one of each.
  private(set) var positionLogits: [[Double]] = []
  private(set) var positionTruth: [Int] = []

  /// How sure the most probable position of each is, and whether it is right.
  func positionReadings(temperature: Double) -> [(probability: Float, isRight: Bool)] {
    zip(positionLogits, positionTruth).map { logits, truth in
      let probabilities = ExactMath.softmax(logits, temperature: temperature)
      let prediction = Prediction(probabilities: probabilities)
      return (probabilities[prediction.label], prediction.label == truth)
    }
  }

  init(form: PageForm) {
    self.form = form
    centres = form.groups.map { _ in ([], []) }
  }

  mutating func add(_ symbols: [PageSymbol], _ annotated: [CompleteAnnotation]) {
    for group in form.groups.indices {
      let names = form.classes(of: group).map { form.classes[$0].name }
      let own = annotated.filter { names.contains($0.className) }
      let found = symbols.filter { $0.group == group }
      let matching = SymbolMatching(
        annotated: own, found: found.map { SymbolScore.Found($0, form) },
        overlap: BoxMatching.defaultOverlap)
      for (symbol, partner) in zip(found, matching.annotatedOfFound) {
        centres[group].logits.append(Self.logit(symbol.probability))
        centres[group].outcomes.append(partner != nil)
        guard let partner, let channel = channel(of: own[partner].place) else { continue }
        positionLogits.append(symbol.positionProbabilities.map(Self.logarithm))
        positionTruth.append(channel)
      }
    }
  }

  private func channel(of place: CompleteAnnotation.Place) -> Int? {
    PageVocabulary(groups: [], positions: form.labels).channel(of: place)
  }

  /// Logits in float32's probabilities lie within this distance from 0.
  private static let bound = 16.0

  private static func logit(_ probability: Float) -> Double {
    let p = Double(probability)
    return min(max(log(p) - log1p(-p), -bound), bound)
  }

  /// A logit up to a constant that softmax takes out.
  private static func logarithm(_ probability: Float) -> Double {
    max(log(Double(probability)), -80)
  }
}
