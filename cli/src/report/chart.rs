//! The timeline of stock-outs, as a picture of bars.

use std::fmt::Write as _;

use chrono::{DateTime, Duration, Utc};

/// A bar for each week, with the number of products that run out in it.
pub(super) fn timeline(weeks: &[usize], from: DateTime<Utc>) -> String {
    const WIDTH: usize = 640;
    const HEIGHT: usize = 180;
    let most = weeks.iter().copied().max().unwrap_or_default().max(1);
    let step = WIDTH / weeks.len().max(1);
    let words: Vec<String> = weeks
        .iter()
        .enumerate()
        .map(|(week, count)| format!("week {}: {count}", week + 1))
        .collect();
    let mut svg = format!(
        "<svg viewBox=\"0 0 {WIDTH} {}\" role=\"img\" aria-labelledby=\"timeline-title\">\n\
         <title id=\"timeline-title\">Products that run out, by week: {}</title>\n",
        HEIGHT + 46,
        words.join(", ")
    );
    let mut day = from;
    for (week, count) in weeks.iter().enumerate() {
        let height = (HEIGHT - 20) * count / most;
        let (x, y) = (week * step + 8, HEIGHT - height);
        let middle = week * step + step / 2;
        let class = if week < 2 { "bar soon" } else { "bar" };
        // Writing to a String does not fail.
        let _ = writeln!(
            svg,
            "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{}\" height=\"{height}\" rx=\"3\"/>\
             <text class=\"count\" x=\"{middle}\" y=\"{}\">{count}</text>\
             <text class=\"week\" x=\"{middle}\" y=\"{}\">{}</text>",
            step - 16,
            y - 6,
            HEIGHT + 24,
            day.format("%-d %b")
        );
        day += Duration::days(7);
    }
    let _ = write!(
        svg,
        "<line class=\"axis\" x1=\"0\" x2=\"{WIDTH}\" y1=\"{HEIGHT}\" y2=\"{HEIGHT}\"/>\n</svg>\n"
    );
    svg
}
