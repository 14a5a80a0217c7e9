import Testing
@Suite struct KerasFileTests {}
