//! The tools that read.

use super::super::arguments::Arg;
use super::{Group, Run, Tool, forecast, lists, orders, plan, stock};

/// A page of rows.
const LIMIT: Arg = Arg::integer("limit", "", (1, 200, 25));
const CURSOR: Arg = Arg::text(
    "cursor",
    "nextCursor of the page before, with the same other arguments",
);

/// What the tools that read have in common.
pub(super) const READ: Tool = Tool {
    name: "",
    title: "",
    about: "",
    group: Group::Read,
    is_destructive: false,
    is_idempotent: true,
    needs_person: false,
    arguments: &[],
    fields: &[],
    look: "Call again.",
    run: Run::Read(|call| Box::pin(forecast::status(call))),
};

macro_rules! read {
    ($run:path) => {
        Run::Read(|call| Box::pin($run(call)))
    };
}

/// All of them.
pub(super) static READS: [Tool; 9] = [
    Tool {
        name: "what_to_order",
        title: "What to order",
        about: "The order plan: what to order, how many units and at what cost, soonest stock-out first. totals are \
            those of all rows, also where rows holds one page. A product without a forecast is not one that needs nothing.",
        arguments: &[
            Arg::word(
                "which",
                "",
                &[
                    "below_reorder_point",
                    "within_days",
                    "all",
                    "without_forecast",
                ],
                Some("below_reorder_point"),
            ),
            Arg::integer("days", "For within_days", (0, 3650, 14)),
            Arg::text("supplier", "Code"),
            Arg::text("location", "Code"),
            Arg::text("category", ""),
            Arg::text("search", "Found in name, code or category"),
            Arg::flag(
                "by_supplier",
                "Add the sums by supplier, and the supplier of each row; slower",
            ),
            LIMIT,
            CURSOR,
        ],
        fields: plan::FIELDS,
        run: read!(plan::what_to_order),
        ..READ
    },
    Tool {
        name: "explain_product",
        title: "Explain one product",
        about: "Everything that bears on ordering one product: stock by place, plan, lead time, open orders, bills of \
            materials, and remarks that say why it is or is not to be ordered.",
        arguments: &[Arg::text("code", "").required()],
        fields: plan::PRODUCT,
        run: read!(plan::explain),
        ..READ
    },
    Tool {
        name: "find_products",
        title: "Find products",
        about: "Products by a text in name or code, by category or supplier; totals.rows is how many there are.",
        arguments: &[
            Arg::text("search", "Found in name, code or barcode"),
            Arg::text("category", ""),
            Arg::text("supplier", "Code"),
            Arg::word(
                "discontinued",
                "",
                &["include", "exclude", "only"],
                Some("include"),
            ),
            LIMIT,
            CURSOR,
        ],
        fields: lists::PRODUCTS,
        run: read!(lists::products),
        ..READ
    },
    Tool {
        name: "stock_levels",
        title: "Stock levels",
        about: "What is on hand and on order: overall by product, or at places.",
        arguments: &[
            Arg::text("product", "Code"),
            Arg::text("location", "Code: only what is at this place"),
            Arg::flag("by_location", "A row for each product and place"),
            Arg::word(
                "only",
                "",
                &["all", "in_stock", "out_of_stock"],
                Some("all"),
            ),
            LIMIT,
            CURSOR,
        ],
        fields: stock::FIELDS,
        run: read!(stock::levels),
        ..READ
    },
    Tool {
        name: "list_purchase_orders",
        title: "List purchase orders",
        about: "Purchase orders with units, open units and cost, and the totals of all that match.",
        arguments: &[
            Arg::word(
                "status",
                "",
                &["Draft", "Approved", "Sent", "Received"],
                None,
            ),
            Arg::text("supplier", "Code, or name where it has none"),
            Arg::text("product", "Code: only orders of it"),
            Arg::flag("open_only", "Only those with units that have not come"),
            LIMIT,
            CURSOR,
        ],
        fields: orders::LIST,
        run: read!(orders::list),
        ..READ
    },
    Tool {
        name: "get_purchase_order",
        title: "Get one purchase order",
        about: "One purchase order with its lines.",
        arguments: &[Arg::text("number", "").required(), LIMIT, CURSOR],
        fields: orders::ORDER,
        run: read!(orders::get),
        ..READ
    },
    Tool {
        name: "find_partners",
        title: "Find suppliers or customers",
        about: "Suppliers or customers, all or by a text in name or code.",
        arguments: &[
            Arg::word("kind", "", &["supplier", "customer"], Some("supplier")),
            Arg::text("search", "Found in name or code"),
            LIMIT,
            CURSOR,
        ],
        fields: lists::PARTNERS,
        run: read!(lists::partners),
        ..READ
    },
    Tool {
        name: "list_locations",
        title: "List locations",
        about: "The locations that products name, with how many products do; StockTrim lists no others.",
        arguments: &[LIMIT, CURSOR],
        fields: lists::LOCATIONS,
        run: read!(lists::locations),
        ..READ
    },
    Tool {
        name: "forecast_status",
        title: "Forecast status",
        about: "Whether a forecast runs, how far it is, and of when the order plan is.",
        fields: forecast::STATUS,
        run: read!(forecast::status),
        ..READ
    },
];
