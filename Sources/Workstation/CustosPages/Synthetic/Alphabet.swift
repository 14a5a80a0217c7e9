/// Letters for words that mean nothing.
enum Alphabet {
  /// Letters as strokes in a box of x-height 1, y upwards; ascenders reach 2, descenders -1.
  static let letters: [[[Point]]] = [
    [[Point(0, 1), Point(0.02, 0.1), Point(0.2, 0)]],
    [[Point(0, 1), Point(0.02, 0)], [Point(0.05, 0.7), Point(0.35, 1), Point(0.45, 0)]],
    [
      [Point(0, 1), Point(0.02, 0)], [Point(0.05, 0.7), Point(0.3, 1), Point(0.38, 0)],
      [Point(0.4, 0.7), Point(0.65, 1), Point(0.75, 0)],
    ],
    [
      [Point(0, 1), Point(0.05, 0.1), Point(0.35, 0.1), Point(0.45, 1)],
      [Point(0.45, 1), Point(0.5, 0)],
    ],
    [
      [
        Point(0.05, 0.5), Point(0.4, 0.7), Point(0.25, 1), Point(0, 0.5), Point(0.2, 0),
        Point(0.45, 0.2),
      ]
    ],
    [[Point(0.25, 1), Point(0, 0.5), Point(0.2, 0), Point(0.5, 0.45), Point(0.25, 1)]],
    [
      [Point(0.4, 0.9), Point(0.15, 0.95), Point(0, 0.4), Point(0.15, 0), Point(0.4, 0.5)],
      [Point(0.42, 1), Point(0.45, 0)],
    ],
    [[Point(0.1, 1.9), Point(0.02, 1), Point(0, 0.1), Point(0.2, 0)]],
    [
      [
        Point(0.4, 0.9), Point(0.15, 1), Point(0.1, 0.6), Point(0.35, 0.4), Point(0.3, 0.05),
        Point(0, 0.05),
      ]
    ],
    [[Point(0, 1), Point(0.02, 0)], [Point(0.05, 0.6), Point(0.25, 1), Point(0.4, 0.95)]],
    [[Point(0.15, 1.5), Point(0.1, 0.2), Point(0.3, 0)], [Point(-0.05, 1), Point(0.35, 1)]],
    [
      [Point(0, 1), Point(0.1, 0.3), Point(0.35, 0.2), Point(0.45, 1)],
      [Point(0.45, 1), Point(0.4, -0.5), Point(0.05, -1), Point(-0.4, -0.8)],
    ],
    [
      [Point(0.35, 0.9), Point(0.1, 0.9), Point(0, 0.3), Point(0.2, 0), Point(0.4, 0.5)],
      [Point(0.5, 1.9), Point(0.42, 1), Point(0.45, 0)],
    ],
    [
      [Point(0, 1), Point(-0.05, -1)],
      [Point(0, 0.8), Point(0.35, 1), Point(0.45, 0.4), Point(0.05, 0.05)],
    ],
    [[Point(0.5, 1.9), Point(0.3, 1.9), Point(0.15, 1), Point(0.05, -0.6), Point(-0.25, -0.9)]],
    [
      [Point(0.5, 1.9), Point(0.3, 1.9), Point(0.15, 1), Point(0.05, -0.6), Point(-0.25, -0.9)],
      [Point(-0.1, 1), Point(0.45, 1)],
    ],
    [
      [Point(0.4, 0.9), Point(0.1, 0.9), Point(0, 0.4), Point(0.2, 0.1), Point(0.42, 0.5)],
      [Point(0.45, 1), Point(0.4, -0.5), Point(0.1, -1), Point(-0.3, -0.7), Point(0.5, 0)],
    ],
    [
      [Point(0.1, 1.9), Point(0, 0)],
      [Point(0.02, 0.6), Point(0.3, 1), Point(0.42, 0.5), Point(0.4, 0)],
    ],
    [
      [Point(0, 0.2), Point(0.25, 1.4), Point(0.15, 1.9), Point(0.05, 1.2), Point(0.08, 0.2)],
      [Point(0.08, 0.2), Point(0.35, 0), Point(0.45, 0.5), Point(0.1, 0.8)],
    ],
    [
      [
        Point(0, 0.2), Point(0.35, 1.5), Point(0.25, 1.95), Point(0.1, 1.3), Point(0.1, 0.2),
        Point(0.35, 0),
      ]
    ],
    [[Point(0, 1), Point(0.45, 0)], [Point(0.45, 1), Point(0, -0.1)]],
    [[Point(0, 0.95), Point(0.4, 0.9), Point(0, 0.05), Point(0.45, 0.1)]],
  ]

  /// Capitals in the same measure.
  static let capitals: [[[Point]]] = [
    [
      [Point(0.1, 1.9), Point(0.08, 0)], [Point(0.4, 1.9), Point(0.38, 0)],
      [Point(0, 1.9), Point(0.5, 1.9)],
      [Point(0.4, 1.9), Point(0.8, 1.7), Point(0.75, 1.1), Point(0.4, 0.95), Point(0.9, 0)],
    ],
    [[Point(0, 0), Point(0.5, 1.9), Point(0.9, 0)], [Point(0.2, 0.7), Point(0.75, 0.7)]],
    [
      [Point(0.1, 1.9), Point(0.1, 0)],
      [Point(-0.1, 1.8), Point(0.5, 1.9), Point(0.95, 1), Point(0.5, 0.05), Point(-0.1, 0.05)],
    ],
    [[Point(0.8, 1.6), Point(0.4, 1.9), Point(0, 1), Point(0.4, 0), Point(0.85, 0.4)]],
    [
      [
        Point(0.7, 1.7), Point(0.3, 1.9), Point(0.1, 1.4), Point(0.6, 0.7), Point(0.4, 0),
        Point(-0.1, 0.2),
      ]
    ],
    [
      [Point(0, 0), Point(0.15, 1.9), Point(0.5, 0.4), Point(0.9, 1.9), Point(1.05, 0)]
    ],
    [
      [Point(0.1, 1.9), Point(0.1, 0)],
      [Point(0.1, 1.9), Point(0.6, 1.8), Point(0.65, 1.1), Point(0.1, 0.9)],
    ],
    // Round capitals of italic hands, many written in one sweep: D, O, C, E, G, Q, B.
    [
      [Point(0.35, 1.6), Point(0.25, 0.8), Point(0, 0.05)],
      [
        Point(-0.6, 1.1), Point(-0.4, 1.7), Point(0.3, 1.95), Point(1, 1.4), Point(0.9, 0.5),
        Point(0.3, 0), Point(-0.2, 0.1), Point(0, 0.35),
      ],
    ],
    [
      [
        Point(0.6, 1.8), Point(0.1, 1.6), Point(-0.05, 0.7), Point(0.4, 0), Point(0.95, 0.5),
        Point(0.9, 1.4), Point(0.5, 1.85), Point(0.2, 1.3),
      ]
    ],
    [
      [
        Point(0.7, 1.3), Point(0.85, 1.7), Point(0.5, 1.9), Point(0.05, 1.2), Point(0.1, 0.3),
        Point(0.5, 0), Point(0.9, 0.35),
      ]
    ],
    [
      [
        Point(0.75, 1.5), Point(0.55, 1.9), Point(0.2, 1.6), Point(0.5, 1.05), Point(0.05, 0.6),
        Point(0.25, 0.05), Point(0.8, 0.3),
      ]
    ],
    [
      [
        Point(0.85, 1.6), Point(0.5, 1.9), Point(0.05, 1.1), Point(0.3, 0.1), Point(0.75, 0.3),
        Point(0.8, 0.85), Point(0.75, -0.6), Point(0.2, -0.9), Point(0, -0.5),
      ]
    ],
    [
      [
        Point(0.5, 1.85), Point(0, 1.2), Point(0.1, 0.3), Point(0.5, 0), Point(0.95, 0.8),
        Point(0.5, 1.85),
      ], [Point(0.3, 0.35), Point(0.7, -0.1), Point(1.3, -0.5)],
    ],
    [
      [Point(0.35, 1.6), Point(0.25, 0.8), Point(0, 0)],
      [
        Point(-0.3, 1.3), Point(0, 1.8), Point(0.7, 1.85), Point(0.75, 1.25), Point(0.3, 1),
        Point(0.9, 0.85), Point(0.8, 0.2), Point(0.2, 0), Point(-0.2, 0.3),
      ],
    ],
  ]
}
