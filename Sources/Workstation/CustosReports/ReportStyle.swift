/// How the report looks: one column that fits a phone, tables that scroll by themselves, paper.
enum ReportStyle {
  /// What pictures of pages have beside that.
  static let pages = """
    .pages figure { margin-bottom: 2rem; }
    .pages figure img { border: 1px solid #bbb; }
    """

  static let text = """
    :root { color-scheme: light; }
    body { font: 1rem/1.5 system-ui, sans-serif; max-width: 74rem; margin: 0 auto; padding: 1rem;
      color: #1a1a1a; background: #fff; print-color-adjust: exact;
      -webkit-print-color-adjust: exact; }
    h1 { font-size: 1.6rem; line-height: 1.25; margin: 0.5rem 0; overflow-wrap: anywhere; }
    h2 { font-size: 1.25rem; margin: 2.5rem 0 1rem; border-bottom: 1px solid #bbb; }
    h3 { font-size: 1rem; margin: 1.5rem 0 0.5rem; }
    p { margin: 0.5rem 0; overflow-wrap: anywhere; }
    .figures { display: flex; flex-wrap: wrap; gap: 0.75rem; padding: 0; list-style: none; }
    .figures li { flex: 0 1 auto; border: 1px solid #ccc; border-radius: 0.5rem; padding: 0.5rem 1rem; }
    .figures b { display: block; font-size: 1.4rem; line-height: 1.3; }
    .wide { overflow: auto; max-height: 40rem; }
    .wide:has(.matrix) { max-height: none; }
    table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 0.9rem; }
    th, td { padding: 0.2rem 0.6rem; text-align: right; border-bottom: 1px solid #e2e2e2;
      vertical-align: top; }
    th:first-child, td:first-child { text-align: left; }
    thead th { position: sticky; top: 0; background: #fff; }
    .marked { font-weight: bold; background: #eef5fb; }
    .facts th { white-space: nowrap; font-weight: normal; color: #555; }
    .facts td { text-align: left; overflow-wrap: anywhere; }
    .matrix th, .matrix td { padding: 0.15rem 0.3rem; min-width: 1.6rem; text-align: center;
      border: 1px solid #ddd; }
    .rising thead th + th { writing-mode: vertical-rl; transform: rotate(180deg); position: static;
      text-align: left; }
    .curves { display: flex; flex-wrap: wrap; gap: 1rem; }
    .curves img { max-width: 100%; height: auto; }
    .patches { display: grid; grid-template-columns: repeat(auto-fill, minmax(8.5rem, 1fr));
      gap: 1rem; }
    figure { margin: 0; font-size: 0.85rem; line-height: 1.35; overflow-wrap: anywhere;
      break-inside: avoid; }
    figure img { max-width: 100%; height: auto; border: 3px solid #d62728; }
    .right img { border-color: #2ca02c; }
    pre { overflow-x: auto; font-size: 0.75rem; line-height: 1.3; }
    @media (max-width: 40rem) {
      .figures { gap: 0.5rem; }
      .figures li { flex: 1 1 7rem; padding: 0.4rem 0.6rem; }
      .figures b { font-size: 1.2rem; }
      table { font-size: 0.8rem; }
      th, td { padding: 0.15rem 0.35rem; }
      .facts th { white-space: normal; }
      .matrix { font-size: 0.65rem; }
      .matrix th, .matrix td { padding: 0.15rem 0; min-width: 1.25rem; }
    }
    @media print {
      body { max-width: none; padding: 0; font-size: 10pt; }
      .wide { overflow: visible; max-height: none; }
      thead th { position: static; }
      pre { font-size: 6.5pt; }
      h2, h3 { break-after: avoid; }
      tr, .matrix { break-inside: avoid; }
    }
    """
}
