//! The tools that write, and those that delete.

use super::super::arguments::Arg;
use super::reads::READ;
use super::{Group, Run, Tool, forecast, orders, products, sales, stock};

const WRITE: Tool = Tool {
    group: Group::Write,
    is_idempotent: false,
    ..READ
};

const REPLACE: Tool = Tool {
    is_destructive: true,
    is_idempotent: true,
    ..WRITE
};

const DELETE: Tool = Tool {
    group: Group::Delete,
    needs_person: true,
    ..REPLACE
};

const LINES: &[Arg] = &[
    Arg::text("product", "").required(),
    Arg::number("quantity", "", 0.000_001).required(),
    Arg::number("unit_price", "", 0.0),
];

const LEVELS: &[Arg] = &[
    Arg::text("product", "").required(),
    Arg::text("location", "Without it: the overall level"),
    Arg::any_number("on_hand", ""),
    Arg::any_number("on_order", ""),
];

const SALES: &[Arg] = &[
    Arg::text("reference", "Its own: a known one is overwritten").required(),
    Arg::text("product", "").required(),
    Arg::date("date", "").required(),
    Arg::number("quantity", "", 0.0).required(),
    Arg::number("unit_price", "", 0.0),
    Arg::text("customer", ""),
    Arg::text("location", ""),
];

macro_rules! write {
    ($plan:path) => {
        Run::Write(|call| Box::pin($plan(call)), None)
    };
    ($plan:path, $then:path) => {
        Run::Write(
            |call| Box::pin($plan(call)),
            Some(|call, report, context| Box::pin($then(call, report, context))),
        )
    };
}

/// All of them.
pub(super) static WRITES: [Tool; 11] = [
    Tool {
        name: "draft_purchase_orders",
        title: "Make draft purchase orders from the plan",
        about: "Lets StockTrim make Draft orders of what the plan says, for some suppliers, locations or a search; one \
            filter at least. The preview is an estimate: orders holds what was made.",
        arguments: &[
            Arg::texts("suppliers", "Codes", 50),
            Arg::texts("locations", "Codes", 50),
            Arg::text("search", "Found in name, code or category"),
        ],
        fields: orders::DRAFTS,
        look: "Look with list_purchase_orders, status Draft, before you repeat it.",
        run: write!(orders::draft, orders::drafted),
        ..WRITE
    },
    Tool {
        name: "create_purchase_order",
        title: "Create a purchase order",
        about: "Makes one Draft order whose number is not in use.",
        needs_person: true,
        arguments: &[
            Arg::text("number", "A new one").required(),
            Arg::text("supplier", "Code").required(),
            Arg::rows("lines", "", LINES, 100).required(),
            Arg::text("location", "Code of where it goes"),
            Arg::date("date", "Default: today"),
        ],
        look: "Look with get_purchase_order before you repeat it.",
        run: write!(orders::create),
        ..WRITE
    },
    Tool {
        name: "create_product",
        title: "Create a product",
        about: "Makes one product whose code is not in use.",
        arguments: products::CREATE,
        look: "Look with find_products before you repeat it.",
        run: write!(products::create),
        ..WRITE
    },
    Tool {
        name: "update_product",
        title: "Change a product",
        about: "Changes the named fields of one product; what is not named is kept.",
        arguments: products::UPDATE,
        look: "Look with explain_product or find_products before you repeat it.",
        run: write!(products::update),
        ..REPLACE
    },
    Tool {
        name: "set_stock",
        title: "Set stock levels",
        about: "Sets levels to what was counted, 100 at most; on_hand or on_order that is not named is kept.",
        arguments: &[Arg::rows("levels", "", LEVELS, 100).required()],
        look: "Look with stock_levels before you repeat it.",
        run: write!(stock::set),
        ..REPLACE
    },
    Tool {
        name: "record_sales",
        title: "Record sales",
        about: "Writes sales, 100 at most, each with a reference of its own, so that a second time changes nothing.",
        arguments: &[Arg::rows("sales", "", SALES, 100).required()],
        look: "Calling it again with the same references is safe.",
        run: write!(sales::record),
        ..REPLACE
    },
    Tool {
        name: "run_forecast",
        title: "Run the forecast",
        about: "Starts a forecast, which takes minutes and renews the order plan.",
        arguments: &[Arg::integer(
            "wait_seconds",
            "Wait so long for its end",
            (0, 50, 0),
        )],
        fields: forecast::RUN,
        look: "Look with forecast_status before you repeat it.",
        run: write!(forecast::plan, forecast::wait),
        ..WRITE
    },
    Tool {
        name: "delete_purchase_order",
        title: "Delete a purchase order",
        about: "Deletes one purchase order.",
        arguments: &[Arg::text("number", "").required()],
        look: "Look with get_purchase_order before you repeat it.",
        run: write!(orders::delete),
        ..DELETE
    },
    Tool {
        name: "delete_product",
        title: "Delete a product",
        about: "Deletes one product.",
        arguments: &[Arg::text("code", "").required()],
        look: "Look with find_products before you repeat it.",
        run: write!(products::delete),
        ..DELETE
    },
    Tool {
        name: "delete_supplier",
        title: "Delete a supplier",
        about: "Deletes one supplier.",
        arguments: &[Arg::text("code", "").required()],
        look: "Look with find_partners before you repeat it.",
        run: write!(products::delete_supplier),
        ..DELETE
    },
    Tool {
        name: "delete_sales",
        title: "Delete sales of one product",
        about: "Deletes the sales of one product from one date to another; forecasts are made from sales.",
        arguments: &[
            Arg::text("product", "Code").required(),
            Arg::date("from", "").required(),
            Arg::date("to", "").required(),
        ],
        look: "StockTrim does not list sales: tell the user to look there.",
        run: write!(sales::delete),
        ..DELETE
    },
];
