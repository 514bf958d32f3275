//! Says over HTTP what an operation did: as the live server does, or exactly as the document promises.

use super::answer::{Answer, ErrorFormat, JSON, PLAIN_JSON};
use super::data::{Area, Shared};
use super::document::{Contract, Kind, Schema, VENDOR};
use super::outcome::Outcome;
use super::quirks::{LookUpMisses, PastLastPage, Quirks, WriteAnswer, WriteStatus};
use super::render::{ModelWriter, list};
use super::routes::{ResponseShape, Route};
use serde_json::Value;

/// Turns outcomes of one route into answers.
#[derive(Debug)]
pub(super) struct Responder<'a> {
    writer: ModelWriter<'a>,
    error_format: ErrorFormat<'a>,
    route: &'a Route,
}

impl<'a> Responder<'a> {
    pub(super) fn new(route: &'a Route, quirks: &'a Quirks, strict: bool) -> Self {
        let writer = ModelWriter {
            document: &VENDOR,
            quirks,
            strict,
        };
        Self {
            writer,
            error_format: ErrorFormat { quirks, strict },
            route,
        }
    }

    /// The answer to a request that ended so.
    pub(super) fn respond(&self, outcome: Outcome) -> Answer {
        match outcome {
            Outcome::Invalid(errors) => self.error_format.invalid(&errors),
            Outcome::Refused(why) => self.error_format.refused(&why),
            outcome if self.error_format.strict => self.as_documented(outcome),
            outcome => self.as_live(outcome),
        }
    }

    fn as_documented(&self, outcome: Outcome) -> Answer {
        let (area, rows) = match outcome {
            Outcome::Value(value) => return self.value(&value),
            Outcome::Listed(area, rows)
            | Outcome::Found(area, rows)
            | Outcome::Deleted(area, rows)
            | Outcome::Saved { area, rows, .. } => (Some(area), rows),
            Outcome::PastLastPage(area, _) => (Some(area), Vec::new()),
            Outcome::Missing | Outcome::NoKey => return self.error_format.missing(),
            _ => (None, Vec::new()),
        };
        let Contract { status, answer, .. } = self.route.contract;
        let Some(schema) = answer else {
            return Answer::empty(*status);
        };
        // Some writes promise rows of another kind than they write (C2, I2).
        let rows: Vec<&Shared> = match area {
            Some(area) if names_model(schema, area.model()) => rows
                .iter()
                .filter(|row| self.writer.can_write(area.model(), row))
                .collect(),
            _ => Vec::new(),
        };
        let mut out = Vec::new();
        match (&schema.kind, rows.first()) {
            (Kind::List(_), _) => {
                let model = area.map_or("", Area::model);
                list(&mut out, rows.iter(), |out, row| {
                    self.writer.row(out, model, row);
                });
            }
            (Kind::Model(model), Some(row)) => self.writer.row(&mut out, model, row),
            // What was asked for has no form in the document.
            (Kind::Model(_), None)
                if area.is_some_and(|area| names_model(schema, area.model())) =>
            {
                return self.error_format.missing();
            }
            _ => self.writer.nothing(&mut out, schema),
        }
        Answer::with(*status, PLAIN_JSON, out)
    }

    fn answers_list(&self) -> bool {
        let answer = self.route.contract.answer.as_ref();
        answer.is_some_and(|schema| matches!(schema.kind, Kind::List(_)))
    }

    fn value(&self, value: &Value) -> Answer {
        let Contract { status, answer, .. } = self.route.contract;
        let Some(schema) = answer else {
            return Answer::empty(*status);
        };
        let mut out = Vec::new();
        self.writer.value(&mut out, schema, value);
        Answer::with(
            *status,
            if self.error_format.strict {
                PLAIN_JSON
            } else {
                JSON
            },
            out,
        )
    }

    fn as_live(&self, outcome: Outcome) -> Answer {
        let quirks = self.writer.quirks;
        match outcome {
            Outcome::Value(value) => self.value(&value),
            Outcome::Listed(area, rows) => self.listed(200, area, &rows),
            Outcome::PastLastPage(area, last) => match quirks.past_last_page {
                PastLastPage::Empty => self.listed(200, area, &[]),
                PastLastPage::NotFound => self.error_format.missing(),
                PastLastPage::LastAgain => self.listed(200, area, &last),
            },
            Outcome::Found(area, rows) => self.found(area, &rows),
            Outcome::Missing if self.route.handler.shape == ResponseShape::LookUp => {
                match quirks.look_up_misses {
                    LookUpMisses::NotFound => self.error_format.missing(),
                    LookUpMisses::EmptyList => Answer::with(200, JSON, "[]"),
                    LookUpMisses::Null => Answer::with(200, JSON, "null"),
                }
            }
            Outcome::Saved {
                area,
                created,
                rows,
            } => self.saved(area, created, &rows),
            Outcome::Deleted(..) => Answer::empty(match self.route.handler.shape {
                ResponseShape::Delete(status) => status,
                _ => self.open_status(false, true),
            }),
            Outcome::Done => Answer::empty(self.route.contract.status),
            // `Invalid` and `Refused` are said before; a look-up without a key is a 404 (S1, L1, P1).
            _ => self.error_format.missing(),
        }
    }

    fn found(&self, area: Area, rows: &[Shared]) -> Answer {
        let quirks = self.writer.quirks;
        let (status, object) = match self.route.handler.shape {
            ResponseShape::List => (200, false),
            ResponseShape::Boms => (
                if quirks.boms_are_201 { 201 } else { 200 },
                quirks.one_bom_is_object,
            ),
            ResponseShape::LookUp => (200, !quirks.look_up_answers_list),
            _ => (200, true),
        };
        match rows {
            [row] if object => self.object(status, area, row),
            rows => self.listed(status, area, rows),
        }
    }

    fn saved(&self, area: Area, created: bool, rows: &[Shared]) -> Answer {
        let quirks = self.writer.quirks;
        let form = match self.route.handler.shape {
            ResponseShape::Customer => quirks.customer_write,
            ResponseShape::Inventory => quirks.inventory_write,
            ResponseShape::Sales => quirks.sales_write,
            _ if self.answers_list() => WriteAnswer::List,
            _ => WriteAnswer::Object,
        };
        let status = |bare| match self.route.handler.shape {
            ResponseShape::Upsert if created => 201,
            ResponseShape::Upsert => 200,
            _ => self.open_status(created, bare),
        };
        match (form, rows) {
            (WriteAnswer::Documented, _) if !self.promises(area) => self.promised(status(false)),
            (WriteAnswer::Documented | WriteAnswer::Object, [.., row]) => {
                self.object(status(false), area, row)
            }
            (WriteAnswer::List, rows) => {
                let rows: Vec<Shared> = rows.to_vec();
                self.list(status(false), area, &rows)
            }
            _ => Answer::empty(status(true)),
        }
    }

    /// Whether the document promises rows of this area.
    fn promises(&self, area: Area) -> bool {
        let answer = self.route.contract.answer.as_ref();
        answer.is_some_and(|schema| names_model(schema, area.model()))
    }

    /// What the document promises, with nothing in it.
    fn promised(&self, status: u16) -> Answer {
        let writer = ModelWriter {
            strict: true,
            ..self.writer
        };
        let Some(schema) = &self.route.contract.answer else {
            return Answer::empty(status);
        };
        let mut out = Vec::new();
        match &schema.kind {
            Kind::List(of) => list(&mut out, [of].into_iter(), |out, of| {
                writer.nothing(out, of);
            }),
            _ => writer.nothing(&mut out, schema),
        }
        Answer::with(status, JSON, out)
    }

    /// The status where success has any (G8).
    fn open_status(&self, created: bool, bare: bool) -> u16 {
        match self.writer.quirks.write_status {
            WriteStatus::Documented => self.route.contract.status,
            WriteStatus::ByOutcome if created => 201,
            WriteStatus::ByOutcome if bare => 204,
            WriteStatus::ByOutcome | WriteStatus::Ok => 200,
        }
    }

    fn object(&self, status: u16, area: Area, row: &Shared) -> Answer {
        let mut out = Vec::new();
        self.writer.row(&mut out, area.model(), row);
        Answer::with(status, JSON, out)
    }

    fn listed(&self, status: u16, area: Area, rows: &[Shared]) -> Answer {
        if rows.is_empty() && self.writer.quirks.empty_list_is_null {
            return Answer::with(status, JSON, "null");
        }
        self.list(status, area, rows)
    }

    fn list(&self, status: u16, area: Area, rows: &[Shared]) -> Answer {
        let mut out = Vec::with_capacity(rows.len() * 1024);
        list(&mut out, rows.iter(), |out, row| {
            self.writer.row(out, area.model(), row);
        });
        Answer::with(status, JSON, out)
    }
}

/// Whether the schema is that model, or a list of it.
fn names_model(schema: &Schema, model: &str) -> bool {
    match &schema.kind {
        Kind::Model(name) => name == model,
        Kind::List(of) => names_model(of, model),
        _ => false,
    }
}
