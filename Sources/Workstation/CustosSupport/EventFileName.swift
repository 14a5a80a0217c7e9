/// How TensorBoard's event files are named: what writes them and what clears a run's folder ask here.
public enum EventFileName {
  /// How the names begin.
  public static let prefix = "events.out.tfevents."
}
