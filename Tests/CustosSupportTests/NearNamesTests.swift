import CustosSupport
import Testing

@Suite struct NearNamesTests {
  private static let names = [
    "conv2d_1", "conv2d_2", "conv2d_11", "dense_1", "batch_normalization_1",
  ]

  @Test func theNearestComeFirst() {
    #expect(NearNames.of("conv2d_12", among: Self.names) == ["conv2d_1", "conv2d_2", "conv2d_11"])
    #expect(NearNames.of("dens_1", among: Self.names, count: 1) == ["dense_1"])
    #expect(NearNames.of("dense_1", among: Self.names, count: 1) == ["dense_1"])
    #expect(NearNames.of("batchnormalization1", among: Self.names, count: 1) == [Self.names[4]])
  }

  @Test func oddNames() {
    #expect(NearNames.of("", among: ["abc", "a"], count: 2) == ["a", "abc"])
    #expect(NearNames.of("x", among: []) == [])
    #expect(NearNames.of("ä", among: ["a", "ä"], count: 1) == ["ä"])
  }
}
