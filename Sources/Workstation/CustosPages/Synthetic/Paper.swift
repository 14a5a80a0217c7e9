import CustosSupport
import Foundation

/// The page without its ink: tone, light, stains, folds and edges.
struct Paper {
  /// Reflected light per colour, 0...255.
  var red: CoarseField
  var green: CoarseField
  var blue: CoarseField
  /// Factor on the darkness of the ink.
  var inkStrength: CoarseField
  /// Optical density of full ink for each colour: light is dimmed by `exp(-density)`.
  let inkDensity: (red: Float, green: Float, blue: Float)

  init(plan: PagePlan, using random: inout SeededGenerator) {
    let (width, height) = (plan.width, plan.height)
    let light = random.uniform(195, 248)
    let warmth = random.uniform(0, 1)
    let rosiness = random.uniform(0, 1)
    var brightness = CoarseField(width: width, height: height, value: 1)
    brightness.addNoise(amplitude: random.uniform(0.01, 0.05), scale: 900, using: &random)
    brightness.addNoise(amplitude: random.uniform(0.005, 0.03), scale: 220, using: &random)
    brightness.addNoise(amplitude: random.uniform(0.003, 0.015), scale: 48, using: &random)
    Self.addLight(to: &brightness, plan: plan, using: &random)
    Self.addEdges(to: &brightness, plan: plan, using: &random)
    var tan = CoarseField(width: width, height: height, value: 0)
    tan.addNoise(amplitude: random.uniform(0.01, 0.06), scale: 500, using: &random)
    Self.addHalos(to: &tan, plan: plan, using: &random)
    Self.addStains(to: &tan, plan: plan, using: &random)

    var (red, green, blue) = (brightness, brightness, brightness)
    for index in brightness.values.indices {
      let value = brightness.values[index] * light
      let stain = min(max(tan.values[index], -0.1), 0.7)
      red.values[index] = value * (1 - 0.12 * stain)
      green.values[index] = value * (0.98 - 0.06 * warmth * (1 + rosiness) - 0.3 * stain)
      blue.values[index] = value * (0.95 - 0.26 * warmth - 0.55 * stain)
    }
    self.red = red
    self.green = green
    self.blue = blue
    inkStrength = CoarseField(width: width, height: height, value: random.uniform(0.9, 1.05))
    inkStrength.addNoise(amplitude: random.uniform(0.02, 0.15), scale: 400, using: &random)
    inkStrength.addNoise(amplitude: random.uniform(0.02, 0.15), scale: 60, using: &random)
    // Black ink dims all colours alike; on the real page green is dimmed 1.5, blue 2.3 times as much.
    let density = random.uniform(1.1, 2.4)
    let brown = random.uniform(0, 1)
    inkDensity = (
      density, density * (1 + brown * random.uniform(0.3, 0.75)),
      density * (1 + brown * random.uniform(0.7, 1.7))
    )
  }

  private static func addLight(
    to field: inout CoarseField, plan: PagePlan, using random: inout SeededGenerator
  ) {
    let (dx, dy) = (random.uniform(-0.12, 0.12), random.uniform(-0.12, 0.12))
    let vignette = random.uniform(0, 0.22)
    let foldDepth = random.uniform(0.08, 0.3)
    let foldWidth = random.uniform(20, 90)
    let (width, height) = (Float(plan.width), Float(plan.height))
    field.update { value, place in
      let (u, v) = (place.x / width - 0.5, place.y / height - 0.5)
      value *= 1 + dx * u + dy * v - vignette * (u * u + v * v) * 1.6
      if let fold = plan.fold {
        let distance = (place.x - fold) / foldWidth
        value *= 1 - foldDepth * exp(-abs(distance))
      }
    }
  }

  /// Where the leaf ends before the photograph does, the ground beside it is dark.
  private static func addEdges(
    to field: inout CoarseField, plan: PagePlan, using random: inout SeededGenerator
  ) {
    let (width, height) = (Float(plan.width), Float(plan.height))
    let ground = random.uniform(0.1, 0.6)
    for side in 0..<4 where random.chance(0.3) {
      let depth = random.uniform(4, 34)
      let lean = random.uniform(-0.012, 0.012)
      field.update { value, place in
        let distance: Float =
          switch side {
          case 0: place.x + lean * place.y
          case 1: width - place.x + lean * place.y
          case 2: place.y + lean * place.x
          default: height - place.y + lean * place.x
          }
        // A ramp of one field cell keeps a leaning edge from showing steps.
        let outside = min(max((depth - distance) / Float(CoarseField.pitch) + 0.5, 0), 1)
        value *= 1 - (1 - ground) * outside
      }
    }
  }

  /// Old ink often tans the paper around the staves.
  private static func addHalos(
    to field: inout CoarseField, plan: PagePlan, using random: inout SeededGenerator
  ) {
    guard random.chance(0.5) else { return }
    let amount = random.uniform(0.05, 0.28)
    let reach = random.uniform(0.6, 1.6)
    let fade = random.uniform(1, 2)
    field.update { value, place in
      for staff in plan.staves {
        let beyond = max(0, staff.left - place.x, place.x - staff.right) / (fade * staff.space)
        guard beyond < 3 else { continue }
        let middle = staff.height(step: 6, at: place.x)
        let distance = max(0, abs(place.y - middle) / staff.space - 2) / reach
        value += amount * exp(-distance * distance - beyond * beyond)
      }
    }
  }

  private static func addStains(
    to field: inout CoarseField, plan: PagePlan, using random: inout SeededGenerator
  ) {
    for _ in 0..<random.index(below: 9) {
      let center = Point(
        random.uniform(0, Float(plan.width)), random.uniform(0, Float(plan.height)))
      let radius = random.uniform(20, 220)
      let amount = random.uniform(0.05, 0.35)
      let rim = random.chance(0.4)
      field.update { value, place in
        let distance = (place - center).length / radius
        guard distance < 2 else { return }
        let inside = exp(-distance * distance * distance * distance)
        value += amount * (rim ? inside * (0.3 + 0.7 * distance * distance) : inside)
      }
    }
  }
}
