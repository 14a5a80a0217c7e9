import ArgumentParser
import CustosDataSet
import CustosPlatform

/// Prints how many items each group has and their sum, one group a line.
func printCounts(_ counts: [String: Int], unit: String) {
  let width = max(5, counts.keys.map(\.count).max() ?? 0)
  func line(_ name: String, _ count: Int) -> String {
    let gap = String(repeating: " ", count: width - name.count)
    let digits = String(count)
    return "\(name)\(gap)  \(String(repeating: " ", count: max(0, 6 - digits.count)))\(digits)"
  }
  for (name, count) in counts.sorted(by: { $0.key < $1.key }) { print(line(name, count)) }
  print(line("total", counts.values.reduce(0, +)), unit)
}

/// Names on standard error what was left out.
func nameSkipped(_ skipped: [DataError]) {
  for error in skipped { Console.complain("custos: skipped: \(error.message)") }
}

/// Names what was left out on standard error and then ends with exit code 2, if there was any.
func endingWithSkipped(_ skipped: [DataError]) throws {
  guard !skipped.isEmpty else { return }
  nameSkipped(skipped)
  Console.complain(
    "custos: \(skipped.count) bad \(skipped.count == 1 ? "input" : "inputs") skipped.")
  throw ExitCode(ExitStatus.someFailed)
}
