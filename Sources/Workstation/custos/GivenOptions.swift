/// The names of the options that were given, in order.
func givenOptions(_ options: KeyValuePairs<String, Bool>) -> [String] {
  options.filter(\.value).map(\.key)
}
