//! Figures as one table, its columns aligned, to be read in a terminal or pasted into an issue.

use super::figure::Figure;

const HEAD: [&str; 7] = ["what", "ours", "the peer's", "bar", "ratio", "spread", "holds"];

/// What stands where there is nothing to say.
const NOTHING: &str = "–";

/// The table, a line each, without spaces at the ends of lines.
pub fn lines(figures: &[Figure]) -> Vec<String> {
    let mut rows = vec![HEAD.map(str::to_owned)];
    rows.extend(figures.iter().map(row));
    let mut widths = [0; HEAD.len()];
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    rows.iter()
        .map(|row| {
            let cells: Vec<String> =
                row.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}")).collect();
            cells.join("  ").trim_end().to_owned()
        })
        .collect()
}

fn row(figure: &Figure) -> [String; HEAD.len()] {
    let unit = figure.unit.as_deref();
    let peers = match (amount(&figure.peer_value, unit), &figure.peer) {
        (Some(amount), Some(peer)) => Some(format!("{amount} ({peer})")),
        (Some(amount), None) => Some(amount),
        (None, peer) => peer.clone(),
    };
    let holds = figure.holds.map(|holds| if holds { "yes" } else { "NO" }.to_owned());
    [
        Some(figure.what.clone()),
        amount(&figure.value, unit),
        peers,
        figure.bar.clone(),
        figure.ratio.map(ratio),
        figure.spread.clone(),
        holds,
    ]
    .map(|cell| cell.unwrap_or_else(|| NOTHING.to_owned()))
}

fn amount(value: &Option<String>, unit: Option<&str>) -> Option<String> {
    let value = value.as_deref()?;
    Some(match unit {
        Some(unit) => format!("{value} {unit}"),
        None => value.to_owned(),
    })
}

/// Two digits behind the point; far below one, as many as it takes to see that it is not nothing.
fn ratio(ratio: f64) -> String {
    if ratio == 0.0 || ratio.abs() >= 0.01 { format!("{ratio:.2}") } else { format!("{ratio:.1e}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_below_each_other_and_gaps_show_a_dash() {
        let figures = [
            r#"{"name":"press","what":"a press until it is kept","value":12.5,"unit":"ms","peer":"SQLite",
               "peer_value":50,"bar":"≤ 100","holds":true,"spread":1.5}"#,
            r#"{"name":"idle","what":"an hour of rest","value":7,"unit":"wakes","bar":"≤ 4","holds":false}"#,
            r#"{"name":"idle","what":"bytes at rest","value":null,"peer":"Briar"}"#,
        ]
        .map(|line| Figure::read(line).expect("each is a figure"));
        let expected = [
            "what                      ours     the peer's      bar    ratio  spread  holds",
            "a press until it is kept  12.5 ms  50 ms (SQLite)  ≤ 100  0.25   1.5     yes",
            "an hour of rest           7 wakes  –               ≤ 4    –      –       NO",
            "bytes at rest             –        Briar           –      –      –       –",
        ];
        assert_eq!(lines(&figures), expected);
    }

    #[test]
    fn a_ratio_that_is_small_but_not_nothing_shows() {
        assert_eq!(
            [ratio(0.0), ratio(1.0), ratio(12.345), ratio(0.001)],
            ["0.00", "1.00", "12.35", "1.0e-3"]
        );
    }
}
