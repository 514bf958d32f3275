//! The page as HTML.

use std::fmt::Write as _;

use chrono::{DateTime, Utc};

use super::{Page, SLOW_DAYS, chart};
use crate::buying::{Line, cents};
use crate::fields::number_value;
use crate::output::printable;

const STYLE: &str = include_str!("style.css");

impl Page<'_> {
    /// The page.
    pub fn html(&self) -> String {
        let mut page = String::new();
        self.head(&mut page);
        self.order(&mut page);
        self.timeline(&mut page);
        self.slow(&mut page);
        self.without_forecast(&mut page);
        page.push_str("</main>\n</body>\n</html>\n");
        page
    }

    fn head(&self, page: &mut String) {
        let place = escape(self.place);
        let minute = |time: &DateTime<Utc>| time.format("%Y-%m-%d %H:%M UTC").to_string();
        let read = minute(&self.read);
        let forecast = match &self.forecast {
            Some(time) => format!("forecast of {}", minute(time)),
            None => "no forecast has run yet".to_owned(),
        };
        let filter = match self.filter.as_slice() {
            [] => String::new(),
            filter => format!(" Only {}.", escape(&filter.join(", "))),
        };
        let tiles = [
            (self.totals.rows.to_string(), "products to order"),
            (number(self.totals.units), "units"),
            (money(self.totals.cost), "cost"),
            (
                self.weeks[..2].iter().sum::<usize>().to_string(),
                "run out within two weeks",
            ),
            (
                self.without_forecast.len().to_string(),
                "without a forecast",
            ),
        ];
        let tiles = tiles
            .map(|(figure, words)| format!("<li><b>{figure}</b>{words}</li>"))
            .concat();
        let _ = write!(
            page,
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <title>What to order: {place}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n\
             <h1>What to order</h1>\n<p class=\"soft\">{place}, read {read}, {forecast}; {} rows.{filter}</p>\n\
             <ul class=\"tiles\">{tiles}</ul>\n",
            self.rows
        );
        if self.totals.without_cost > 0 {
            let _ = writeln!(
                page,
                "<p>{} rows to be ordered have no known cost, and are missing from the sum.</p>",
                self.totals.without_cost
            );
        }
    }

    fn order(&self, page: &mut String) {
        page.push_str("<h2>To order, by supplier</h2>\n");
        if self.suppliers.is_empty() {
            page.push_str("<p>Nothing is below its reorder point.</p>\n");
        }
        for (supplier, lines, totals) in &self.suppliers {
            let name = supplier.map_or_else(|| "Without a supplier".to_owned(), escape);
            let _ = write!(page, "<h3>{name}</h3>\n<table>\n<thead><tr>");
            for (head, class) in [
                ("code", ""),
                ("name", "wide"),
                ("on hand", "n"),
                ("on order", "n wide"),
                ("reorder at", "n wide"),
                ("days left", "n"),
                ("order", "n"),
                ("unit cost", "n wide"),
                ("cost", "n"),
            ] {
                let _ = write!(page, "<th scope=\"col\" class=\"{class}\">{head}</th>");
            }
            page.push_str("</tr></thead>\n<tbody>\n");
            for line in lines {
                row(page, line);
            }
            let _ = write!(
                page,
                "</tbody>\n<tfoot><tr><td>{} products</td><td class=\"wide\"></td><td></td><td class=\"wide\"></td>\
                 <td class=\"wide\"></td><td></td><td class=\"n\">{}</td><td class=\"wide\"></td>\
                 <td class=\"n\">{}</td></tr></tfoot>\n</table>\n",
                totals.rows,
                number(totals.units),
                money(totals.cost)
            );
        }
    }

    fn timeline(&self, page: &mut String) {
        let later = self.weeks.len();
        let _ = write!(
            page,
            "<h2>Running out in the next {later} weeks</h2>\n<p class=\"soft\">Products by the week in which their stock on hand ends, if nothing comes in.</p>\n"
        );
        page.push_str(&chart::timeline(&self.weeks, self.read));
    }

    fn slow(&self, page: &mut String) {
        let _ = writeln!(
            page,
            "<h2>Slow and over-stocked</h2>\n<p class=\"soft\">Stock for more than {SLOW_DAYS} days: {} products, the dearest first.</p>",
            self.slow_all
        );
        if self.slow.is_empty() {
            return;
        }
        page.push_str("<table>\n<thead><tr><th scope=\"col\">code</th><th scope=\"col\" class=\"wide\">name</th><th scope=\"col\" class=\"n\">on hand</th><th scope=\"col\" class=\"n\">days left</th><th scope=\"col\" class=\"n\">at cost</th></tr></thead>\n<tbody>\n");
        for (line, value) in &self.slow {
            let days = line
                .days_left
                .map_or_else(String::new, |days| days.to_string());
            let _ = writeln!(
                page,
                "<tr><td class=\"code\">{}</td><td class=\"wide\">{}</td><td class=\"n\">{}</td><td class=\"n\">{days}</td><td class=\"n\">{}</td></tr>",
                text(line.code.as_deref()),
                text(line.name.as_deref()),
                optional(line.on_hand),
                money(*value)
            );
        }
        page.push_str("</tbody>\n</table>\n");
    }

    fn without_forecast(&self, page: &mut String) {
        page.push_str("<h2>Without a forecast</h2>\n");
        if self.without_forecast.is_empty() {
            page.push_str("<p>Every product has one.</p>\n");
            return;
        }
        page.push_str("<p class=\"soft\">There are no sales to forecast from, which is not a demand of zero.</p>\n<table>\n<thead><tr><th scope=\"col\">code</th><th scope=\"col\">name</th><th scope=\"col\" class=\"n\">on hand</th></tr></thead>\n<tbody>\n");
        for line in self.without_forecast {
            let _ = writeln!(
                page,
                "<tr><td class=\"code\">{}</td><td>{}</td><td class=\"n\">{}</td></tr>",
                text(line.code.as_deref()),
                text(line.name.as_deref()),
                optional(line.on_hand)
            );
        }
        page.push_str("</tbody>\n</table>\n");
    }
}

fn row(page: &mut String, line: &Line) {
    let days = line
        .days_left
        .map_or_else(String::new, |days| days.to_string());
    let _ = writeln!(
        page,
        "<tr><td class=\"code\">{}</td><td class=\"wide\">{}</td><td class=\"n\">{}</td><td class=\"n wide\">{}</td>\
         <td class=\"n wide\">{}</td><td class=\"n\">{days}</td><td class=\"n\">{}</td><td class=\"n wide\">{}</td><td class=\"n\">{}</td></tr>",
        text(line.code.as_deref()),
        text(line.name.as_deref()),
        optional(line.on_hand),
        optional(line.on_order),
        optional(line.reorder_point.map(f64::ceil)),
        optional(line.order),
        line.unit_cost.map_or_else(String::new, money),
        line.cost.map_or_else(String::new, money),
    );
}

fn text(text: Option<&str>) -> String {
    escape(text.unwrap_or_default())
}

fn optional(value: Option<f64>) -> String {
    value.map_or_else(String::new, number)
}

/// Other people's text, of which nothing acts in a page.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in printable(text).chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// A number with its thousands apart.
fn number(value: f64) -> String {
    grouped(&number_value(cents(value)).to_string())
}

/// An amount of money, to the cent.
fn money(value: f64) -> String {
    grouped(&format!("{:.2}", cents(value)))
}

fn grouped(text: &str) -> String {
    let (whole, rest) = text
        .split_once('.')
        .map_or((text, None), |(whole, rest)| (whole, Some(rest)));
    let (sign, digits) = whole
        .strip_prefix('-')
        .map_or(("", whole), |digits| ("-", digits));
    let mut shown = sign.to_owned();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            shown.push(',');
        }
        shown.push(digit);
    }
    if let Some(rest) = rest {
        shown.push('.');
        shown.push_str(rest);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_apart_and_texts_do_not_act() {
        assert_eq!(money(93898.64), "93,898.64");
        assert_eq!(number(-1234.5), "-1,234.5");
        assert_eq!(number(999.0), "999");
        assert_eq!(
            escape("<b>&\"'\u{202e}"),
            "&lt;b&gt;&amp;&quot;&#39;\\u{202e}"
        );
    }
}
