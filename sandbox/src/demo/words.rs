//! The words that the demo data is made of.

pub(super) const LOCATIONS: [(&str, &str); 3] = [
    ("NORTH", "North store"),
    ("HARBOUR", "Harbour store"),
    ("DC-1", "Central warehouse"),
];

/// Families: code, category, sub-category, name, what varies, median price.
pub(super) const FAMILIES: [(&str, &str, &str, &str, Varies, f64); 28] = [
    (
        "TOP",
        "Furniture",
        "Tables",
        "table top",
        Varies::Size,
        189.0,
    ),
    (
        "LEG",
        "Furniture",
        "Tables",
        "table leg",
        Varies::Size,
        24.0,
    ),
    ("CHR", "Furniture", "Chairs", "chair", Varies::Colour, 119.0),
    (
        "STL",
        "Furniture",
        "Chairs",
        "bar stool",
        Varies::Colour,
        99.0,
    ),
    (
        "SHF",
        "Furniture",
        "Shelving",
        "shelf board",
        Varies::Size,
        39.0,
    ),
    ("BNC", "Furniture", "Benches", "bench", Varies::Size, 149.0),
    ("BED", "Furniture", "Beds", "bed frame", Varies::Size, 449.0),
    ("DSK", "Furniture", "Desks", "desk", Varies::Size, 299.0),
    (
        "LMP",
        "Lighting",
        "Lamps",
        "table lamp",
        Varies::Colour,
        59.0,
    ),
    (
        "PND",
        "Lighting",
        "Pendants",
        "pendant light",
        Varies::Colour,
        89.0,
    ),
    ("BLB", "Lighting", "Bulbs", "LED bulb", Varies::Nothing, 7.5),
    (
        "CUS",
        "Textiles",
        "Cushions",
        "cushion",
        Varies::Colour,
        29.0,
    ),
    ("THR", "Textiles", "Throws", "throw", Varies::Colour, 49.0),
    ("RUG", "Textiles", "Rugs", "rug", Varies::Size, 159.0),
    (
        "CRT",
        "Textiles",
        "Curtains",
        "curtain",
        Varies::Colour,
        69.0,
    ),
    ("MUG", "Kitchen", "Tableware", "mug", Varies::Colour, 12.0),
    ("BWL", "Kitchen", "Tableware", "bowl", Varies::Colour, 14.0),
    ("PLT", "Kitchen", "Tableware", "plate", Varies::Colour, 11.0),
    (
        "BRD",
        "Kitchen",
        "Boards",
        "chopping board",
        Varies::Size,
        34.0,
    ),
    (
        "KNF",
        "Kitchen",
        "Knives",
        "kitchen knife",
        Varies::Nothing,
        45.0,
    ),
    (
        "JAR",
        "Kitchen",
        "Storage",
        "storage jar",
        Varies::Size,
        9.0,
    ),
    ("POT", "Garden", "Pots", "plant pot", Varies::Size, 19.0),
    ("LNT", "Garden", "Lanterns", "lantern", Varies::Colour, 35.0),
    ("HMK", "Garden", "Hammocks", "hammock", Varies::Colour, 79.0),
    (
        "FRM",
        "Decoration",
        "Frames",
        "picture frame",
        Varies::Size,
        17.0,
    ),
    (
        "MRR",
        "Decoration",
        "Mirrors",
        "mirror",
        Varies::Size,
        129.0,
    ),
    (
        "CDL",
        "Decoration",
        "Candles",
        "candle",
        Varies::Colour,
        8.0,
    ),
    ("OIL", "Care", "Oils", "wood oil", Varies::Nothing, 16.5),
];

/// What the variants of a family differ in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Varies {
    Size,
    Colour,
    Nothing,
}

impl Varies {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Size => "Size",
            Self::Colour => "Colour",
            Self::Nothing => "",
        }
    }

    pub(super) const fn choices(self) -> &'static [&'static str] {
        match self {
            Self::Size => &["70", "120", "180"],
            Self::Colour => &["Sand", "Slate", "Rust"],
            Self::Nothing => &[],
        }
    }
}

pub(super) const MATERIALS: [(&str, &str); 5] = [
    ("OAK", "Oak"),
    ("ASH", "Ash"),
    ("WAL", "Walnut"),
    ("RTN", "Rattan"),
    ("STN", "Stone"),
];

pub(super) const SUPPLIERS: [&str; 20] = [
    "Harbour Timber",
    "Northern Looms",
    "Kiln & Clay",
    "Brightside Lighting",
    "Fjord Furniture",
    "Saltmarsh Textiles",
    "Granite Brothers",
    "Meadow Candle Works",
    "Old Mill Joinery",
    "Piha Ceramics",
    "Tōtara Woodcraft",
    "Müller Beschläge",
    "Atelier Bélanger",
    "Lagoon Rattan",
    "Copper & Sons",
    "Blue Door Imports",
    "Cedar Lane",
    "Hokkaidō Glass",
    "Sunny Side Garden",
    "Ridge & River",
];

pub(super) const FIRST: [&str; 20] = [
    "Aroha",
    "Bridget",
    "Chidi",
    "Dov",
    "Émile",
    "Fatima",
    "Grace",
    "Hemi",
    "Ingrid",
    "Jürgen",
    "Kahurangi",
    "Lucía",
    "Marek",
    "Niamh",
    "Ōsawa",
    "Priya",
    "Quentin",
    "Rosa",
    "Søren",
    "Tāne",
];

pub(super) const LAST: [&str; 20] = [
    "Abara",
    "O'Brien",
    "Castillo",
    "D'Angelo",
    "Eriksen",
    "Fa'asavalu",
    "Görlitz",
    "Hughes",
    "Ito",
    "Jackson-Lee",
    "Kowalski",
    "Łuczak",
    "McKenzie",
    "Ngata",
    "Ó Briain",
    "Petrov",
    "Quach",
    "Rangi",
    "Smith",
    "Tuhoe",
];

pub(super) const STREETS: [&str; 10] = [
    "Queen Street",
    "Ponsonby Road",
    "The Esplanade",
    "Karangahape Road",
    "Rue de l'Église",
    "Hauptstraße",
    "Mill Lane",
    "Great South Road",
    "Calle Mayor",
    "Victoria Terrace",
];

/// City, state, country, post code.
pub(super) const CITIES: [(&str, &str, &str, &str); 8] = [
    ("Auckland", "Auckland", "New Zealand", "1010"),
    ("Whangārei", "Northland", "New Zealand", "0110"),
    ("Wellington", "Wellington", "New Zealand", "6011"),
    ("Dunedin", "Otago", "New Zealand", "9016"),
    ("Sydney", "NSW", "Australia", "2000"),
    ("Hobart", "TAS", "Australia", "7000"),
    ("Köln", "NRW", "Germany", "50667"),
    ("Québec", "QC", "Canada", "G1R 4S9"),
];

/// Shapes of codes that break careless clients; `{}` is a number.
pub(super) const AWKWARD: [&str; 12] = [
    "A/B-{}", "C {} ", "100%-{}", "#{}", "Ü-{}", "客-{}", "q?x={}", "a+b-{}", "a&b={}", "🪑-{}",
    "{}.", "%2F{}",
];
