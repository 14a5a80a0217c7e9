/// How gradients travel between processes.
public enum WireFormat: String, CaseIterable, Codable, Sendable {
  /// Four bytes a number: the sums of the gradients alone decide.
  case float32 = "f32"
  /// Two bytes a number: the gradient of each shard and the sum of all are rounded to eight significant bits,
  /// to nearest even, and what is lost is added to those of the next step.
  case bfloat16 = "bf16"
}
