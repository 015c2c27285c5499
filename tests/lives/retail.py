"""What a customer's, a store's and a product's rows have in common: R-a to R-x."""

from __future__ import annotations

import datetime as dt
import re

import numpy as np
import polars as pl

from tablewright.spec import TableSet
from tablewright.tables.retail.chain import CATEGORIES
from tests.lives.statistics import Measured, auc, icc, learnt_auc, one_vs_rest, rows
from tests.support.corruptions import Frames

KINDS = [category.name for category in CATEGORIES]
_PACK = re.compile(r"(\d+(?:\.\d+)?) ?(kg|g|lb|oz|ml|l)\b", re.IGNORECASE)
_KILOGRAMS = {"kg": 1.0, "g": 0.001, "lb": 0.4536, "oz": 0.02835, "l": 1.0, "ml": 0.001}


def sold(frames: Frames) -> pl.DataFrame:
    """Lines with what is known of their receipt and product."""
    products = frames["products"].select(
        "product_id", "category", price="unit_price", sells="is_active"
    )
    return (
        frames["line_items"]
        .join(frames["transactions"], on="txn_id", maintain_order="left")
        .join(products, on="product_id", maintain_order="left")
        .with_columns(
            kind=pl.col("category").replace_strict(KINDS, range(len(KINDS))),
            day=pl.col("txn_timestamp").dt.date(),
        )
    )


def successive(frames: Frames) -> pl.DataFrame:
    """Receipts with the customer's one before."""
    return (
        frames["transactions"]
        .sort("customer_id", "txn_timestamp", "txn_id")
        .with_columns(pl.all().exclude("customer_id").shift(1).over("customer_id").name.prefix("_"))
        .filter(pl.col("_txn_id").is_not_null())
    )


def states(declared: TableSet, frames: Frames) -> pl.DataFrame:
    """The state of each store."""
    if "stores" in frames:
        return frames["stores"].select("store_id", store_state="state")
    from tablewright.data.load import places
    from tablewright.tables.retail.stores import FIRST_STORE, Stores

    locale = str(declared.parameters["locale"])
    codes = [places(locale).regions[region].code for region in Stores(locale).regions]
    return pl.DataFrame(
        {"store_id": range(FIRST_STORE, FIRST_STORE + len(codes)), "store_state": codes},
        schema_overrides={"store_id": pl.Int64},
    )


def _log_total_within(group: str) -> object:
    def measured(_: TableSet, frames: Frames) -> str:
        positive = frames["transactions"].filter(pl.col("total_amount") > 0)
        logged = positive.with_columns(x=pl.col("total_amount").cast(pl.Float64).log())
        return f"{icc(logged, group, 'x'):.3f}"

    return measured


def _category_within(group: str) -> object:
    def measured(_: TableSet, frames: Frames) -> str:
        lines = sold(frames)
        each = [
            icc(lines.with_columns(x=pl.col("kind").eq(k)), group, "x") for k in range(len(KINDS))
        ]
        return f"{np.median(each):.4f} ({min(each):.3f} to {max(each):.3f})"

    return measured


def repeats(_: TableSet, frames: Frames) -> str:
    lines = sold(frames).select("customer_id", "product_id")
    shuffled = lines.with_columns(pl.col("product_id").shuffle(1))

    def share(frame: pl.DataFrame) -> float:
        counts = frame.group_by("customer_id", "product_id").len()["len"]
        return float((counts > 1).mean() or 0)

    return f"{share(lines) / max(share(shuffled), 1e-9):.2f} ({share(lines):.2%} of pairs)"


def next_category(_: TableSet, frames: Frames) -> str:
    lines = sold(frames).sort("customer_id", "txn_timestamp", "line_item_id")
    last = pl.col("txn_id") == pl.col("txn_id").last().over("customer_id")
    prior = lines.group_by("kind").len().sort("kind")["len"].to_numpy()
    prior = prior / prior.sum()
    counts = (
        lines.filter(~last)
        .group_by("customer_id")
        .agg(*[pl.col("kind").eq(k).sum().alias(str(k)) for k in range(len(KINDS))], n=pl.len())
        .filter(pl.col("n") >= 12)
    )
    wanted = lines.filter(last).join(counts, on="customer_id")
    if wanted.height < 100:
        return "too few"
    history = wanted.select(map(str, range(len(KINDS)))).to_numpy().astype(float)
    scores = (history + 8 * prior) / (wanted["n"].to_numpy() + 8.0)[:, None]
    return f"{one_vs_rest(wanted['kind'].to_numpy(), scores):.3f} ({wanted.height:,} lines)"


def next_payment(_: TableSet, frames: Frames) -> str:
    pairs = successive(frames)
    names = sorted(pairs["payment_method"].unique())
    now, before = (
        pairs[column].replace_strict(names, range(len(names))).to_numpy()
        for column in ("payment_method", "_payment_method")
    )
    table = np.zeros((len(names), len(names)))
    np.add.at(table, (before, now), 1)
    scores = (table / np.maximum(table.sum(axis=1, keepdims=True), 1))[before]
    return f"{one_vs_rest(now, scores):.3f}; the same {np.mean(now == before):.1%}"


def weekend_hours(_: TableSet, frames: Frames) -> str:
    when = frames["transactions"].select(
        hour=pl.col("txn_timestamp").dt.hour(), weekend=pl.col("txn_timestamp").dt.weekday() >= 6
    )
    shares = [
        np.bincount(when.filter(pl.col("weekend") == kind)["hour"], minlength=24)
        for kind in (False, True)
    ]
    a, b = (each / max(1, each.sum()) for each in shares)
    return f"{np.abs(a - b).sum() / 2:.4f}"


def _daily(frames: Frames) -> pl.DataFrame:
    day = pl.col("txn_timestamp").dt.date()
    return frames["transactions"].group_by(day=day).len("n").sort("day")


def dispersion(_: TableSet, frames: Frames) -> str:
    cells = (
        _daily(frames)
        .filter(~((pl.col("day").dt.month() == 12) & (pl.col("day").dt.day() >= 24)))
        .filter(~((pl.col("day").dt.month() == 11) & (pl.col("day").dt.day() >= 21)))
        .group_by(
            pl.col("day").dt.year().alias("year"),
            month=pl.col("day").dt.month(),
            weekday=pl.col("day").dt.weekday(),
        )
        .agg(n=pl.len(), mean=pl.col("n").mean(), variance=pl.col("n").var())
        .filter(pl.col("n") >= 3)
    )
    free = cells["n"] - 1
    ratio = float((cells["variance"] * free).sum() / (cells["mean"] * free).sum())
    middle = (cells["variance"] / cells["mean"]).median()
    return f"{ratio:.3f} at {cells['mean'].mean():.0f} a day; median {middle:.3f}"


def lattices(_: TableSet, frames: Frames) -> str:
    pairs = (
        frames["line_items"]
        .filter(pl.len().over("txn_id") == 2)
        .group_by("txn_id", maintain_order=True)
        .agg(a=pl.col("product_id").first(), b=pl.col("product_id").last())
    )
    a, b = pairs["a"].to_numpy(), pairs["b"].to_numpy()
    other = np.random.default_rng(1).permutation(b)
    same = a == other
    ratios = {}
    for m in range(2, 65):
        ratios[f"mod {m}"] = ((a % m == b % m).mean(), (a % m == other % m)[~same].mean())
    for place in range(4):
        x, y, z = (each // 10**place % 10 for each in (a, b, other))
        ratios[f"digit {place}"] = ((x == y).mean(), (x == z)[~same].mean())
    each = {name: found / max(chance, 1e-9) for name, (found, chance) in ratios.items()}
    least, most = min(each, key=each.__getitem__), max(each, key=each.__getitem__)
    return f"{each[least]:.2f} ({least}) to {each[most]:.2f} ({most}) times chance"


def sold_without_stock(_: TableSet, frames: Frames) -> str:
    lines = sold(frames)
    missing = lines.join(frames["inventory"], on=["product_id", "store_id"], how="anti")
    return f"{missing['quantity'].sum() / lines['quantity'].sum():.2%}"


def stock(declared: TableSet, frames: Frames) -> str:
    lines, pairs = sold(frames), frames["inventory"]
    weeks = _days(declared) / 7
    products = lines.group_by("product_id").agg(units=pl.col("quantity").sum())
    stores = lines.group_by("store_id").agg(share=pl.col("quantity").sum())
    own = lines.group_by("product_id", "store_id").agg(own=pl.col("quantity").sum())
    known = (
        pairs.join(products, on="product_id", how="left")
        .join(stores, on="store_id", how="left")
        .join(own, on=["product_id", "store_id"], how="left")
        .join(frames["products"].select("product_id", "is_active"), on="product_id")
        .with_columns(pl.col("units", "share", "own").fill_null(0))
        .with_columns(
            expected=pl.col("units") * pl.col("share") / pl.col("share").sum().over("product_id")
        )
    )
    some = known.filter((pl.col("quantity_on_hand") > 0) & (pl.col("expected") > 0))
    r = some.select(pl.corr(pl.col("quantity_on_hand").log(), pl.col("expected").log())).item()
    busy = known.filter(pl.col("expected") / weeks >= 3)
    cover = (busy["quantity_on_hand"] / (busy["expected"] / weeks)).median() or float("nan")
    of = known.group_by("is_active").agg(mean=pl.col("quantity_on_hand").mean())
    means = {bool(row[0]): row[1] for row in of.rows()}
    idle = means.get(False, float("nan")) / means.get(True, float("nan"))
    return f"{r:.2f}; {cover:.1f} weeks ({busy.height} busy pairs); inactive ÷ active {idle:.2f}"


def _days(declared: TableSet) -> int:
    start, end = (
        dt.date.fromisoformat(str(declared.parameters[f"{name}_date"])) for name in ("start", "end")
    )
    return (end - start).days + 1


def _nouns(frames: Frames) -> pl.DataFrame:
    """Products with the noun in their name: what follows the brand, up to the first comma."""
    brand = pl.col("brand").fill_null(pl.col("product_name").str.split(" ").list.first())
    name = pl.col("product_name").str.strip_prefix(brand + pl.lit(" "))
    return frames["products"].with_columns(noun=name.str.split(",").list.first())


def noun_share(_: TableSet, frames: Frames) -> str:
    logged = _nouns(frames).with_columns(x=pl.col("unit_price").cast(pl.Float64).log())
    own = logged.with_columns(
        total=pl.col("x") - pl.col("x").mean().over("category"),
        rest=pl.col("x") - pl.col("x").mean().over("category", "noun"),
        n=pl.len().over("category", "noun"),
        all=pl.len().over("category"),
        nouns=pl.col("noun").n_unique().over("category"),
    )
    # Adjusted for the nouns' number: a noun of two products explains much of them by itself.
    rest = (own["rest"] ** 2 * (own["all"] - 1) / (own["all"] - own["nouns"])).sum()
    return f"{1 - rest / (own['total'] ** 2).sum():.1%}"


def pack_weights(_: TableSet, frames: Frames) -> str:
    ratios = []
    for name, weight in frames["products"].select("product_name", "weight_kg").rows():
        found = _PACK.search(name)
        if found:
            ratios.append(float(weight) / (float(found[1]) * _KILOGRAMS[found[2].lower()]))
    if not ratios:
        return "no pack"
    inside = np.mean([0.999 <= each <= 1.301 for each in ratios])
    heavy = frames["products"].filter(pl.col("product_name").str.contains("Body Wash|Lip Balm"))
    most = heavy["weight_kg"].max()
    return (
        f"{inside:.1%} of {len(ratios)} within 1.0 to 1.3 (median {np.median(ratios):.2f}); "
        f"the heaviest body wash or lip balm {most} kg"
    )


def cheap_groceries(_: TableSet, frames: Frames) -> str:
    prices = frames["products"].filter(pl.col("category") == "Grocery")["unit_price"]
    paid = sold(frames).filter(pl.col("category") == "Grocery")["unit_price"]
    return (
        f"{(prices.cast(pl.Float64) < 5).mean():.1%} of products, median {prices.median():.2f}; "
        f"{(paid.cast(pl.Float64) < 5).mean():.1%} of lines, median {paid.median():.2f}"
    )


def brands(_: TableSet, frames: Frames) -> str:
    known = frames["products"].drop_nulls("brand").filter(pl.col("brand") != "Generic")
    homes = known.group_by("brand").agg(pl.col("category").n_unique())["category"]
    letters = known["brand"].str.contains("^Brand").sum()
    return f"{homes.len()} brands in {homes.min()} to {homes.max()} categories; {letters} BrandX"


def activity(declared: TableSet, frames: Frames) -> str:
    end = dt.date.fromisoformat(str(declared.parameters["end_date"]))
    cut = end - dt.timedelta(days=round(92 * _days(declared) / 366))
    seen = frames["transactions"].filter(pl.col("txn_timestamp").dt.date() <= cut)
    day = pl.col("txn_timestamp").dt.date()
    each = seen.group_by("customer_id").agg(
        n=pl.len(),
        last=(pl.lit(cut) - day.max()).dt.total_days(),
        span=(day.max() - day.min()).dt.total_days(),
        recent=(day > pl.lit(cut - dt.timedelta(days=60))).sum(),
        middle=(day > pl.lit(cut - dt.timedelta(days=120))).sum(),
        spent=pl.col("total_amount").sum(),
    )
    known = (
        frames["customers"]
        .filter(pl.col("signup_date") <= cut)
        .join(each, on="customer_id", how="left")
        .with_columns(
            n=pl.col("n").fill_null(0),
            recent=pl.col("recent").fill_null(0),
            middle=pl.col("middle").fill_null(0),
            tenure=(pl.lit(cut) - pl.col("signup_date")).dt.total_days(),
        )
    )
    known = known.with_columns(pace=pl.col("last") * pl.col("n") / (pl.col("tenure") + 1))
    found = learnt_auc(
        known, ("n", "last", "span", "recent", "middle", "spent", "tenure", "pace"), "is_active"
    )
    bought = frames["transactions"]["customer_id"].unique()
    old = pl.col("signup_date") <= end - dt.timedelta(days=90)
    active = frames["customers"].filter(pl.col("is_active"))
    never = (~active.filter(old)["customer_id"].is_in(bought.implode())).mean()
    everyone = (~active["customer_id"].is_in(bought.implode())).mean()
    late = frames["customers"].filter(~old & ~pl.col("is_active")).height
    return (
        f"{found:.3f}; {never:.1%} ({everyone:.1%} with those of the last 90 days); {late} joined "
        "in the last 90 days and are inactive"
    )


def december(_: TableSet, frames: Frames) -> str:
    lines = sold(frames)
    months = lines.group_by("category", month=pl.col("day").dt.month()).agg(
        units=pl.col("quantity").sum()
    )
    mean = pl.col("units").mean().over("category")
    ratios = months.with_columns(ratio=pl.col("units") / mean).filter(pl.col("month") == 12)
    found = dict(ratios.select("category", "ratio").rows())
    return " ".join(f"{name} {found.get(name, float('nan')):.2f}" for name in KINDS)


def holidays(_: TableSet, frames: Frames) -> str:
    """Days beside the mean of the same weekday, two and three weeks before and after."""
    days = dict(_daily(frames).rows())
    years = sorted({day.year for day in days})
    named: dict[str, list[float]] = {}
    for year in years:
        thanksgiving = dt.date(year, 11, 1)
        thanksgiving += dt.timedelta(days=(3 - thanksgiving.weekday()) % 7 + 21)
        for name, day in {
            "Thanksgiving": thanksgiving,
            "Black Friday": thanksgiving + dt.timedelta(days=1),
            "4 July": dt.date(year, 7, 4),
            "24 Dec": dt.date(year, 12, 24),
            "25 Dec": dt.date(year, 12, 25),
            "1 Jan": dt.date(year, 1, 1),
        }.items():
            near = [day + dt.timedelta(days=7 * k) for k in (-3, -2, 2, 3)]
            usual = [days[each] for each in near if each in days]
            if usual:
                named.setdefault(name, []).append(days.get(day, 0) / float(np.mean(usual)))
    shown = " ".join(f"{name} {np.mean(each):.2f}" for name, each in named.items())
    per_year = _daily(frames).group_by(pl.col("day").dt.year()).agg(pl.col("n").sum(), pl.len())
    whole = per_year.filter(pl.col("len") >= 364).sort("day")["n"].to_list()
    growth = (whole[-1] / whole[0]) ** (1 / (len(whole) - 1)) - 1 if len(whole) > 1 else None
    return shown + ("" if growth is None else f"; growth {growth:.1%} a year")


def promotions(_: TableSet, frames: Frames) -> str:
    lines = sold(frames).with_columns(
        week=(pl.col("day") - pl.date(2000, 1, 3)).dt.total_days() // 7,
        off=(pl.col("unit_price").cast(pl.Float64) / pl.col("price").cast(pl.Float64)),
    )
    lines = lines.with_columns(changed=pl.col("off") < 0.97)
    within = icc(lines, ["product_id", "week"], "changed")
    # Weeks without a sale cannot be seen to be promoted, but 7 % of products are in any other week.
    usual = lines.filter(pl.col("day").dt.month() != 11)
    share = float((usual["changed"] * usual["quantity"]).sum() / usual["quantity"].sum())
    lift = share / (1 - share) / (0.07 / 0.93)
    cheap = lines.filter(pl.col("changed"))["off"]
    often = lines["changed"].mean()
    return f"{lift:.2f}; ICC {within:.2f}; {often:.1%} of lines at {cheap.mean():.2f}"


def away(declared: TableSet, frames: Frames) -> str:
    home = frames["customers"].select("customer_id", "state")
    where = frames["transactions"].join(states(declared, frames), on="store_id")
    out = where.join(home, on="customer_id").select(
        (pl.col("state") != pl.col("store_state")).mean()
    )
    pairs = successive({**frames, "transactions": where})
    soon = pairs.filter(
        (pl.col("txn_timestamp") - pl.col("_txn_timestamp")).dt.total_minutes() <= 120
    )
    other = (soon["store_state"] != soon["_store_state"]).mean()
    return f"{out.item():.1%}; {other or 0:.1%} ({soon.height} pairs)"


def loyalty(declared: TableSet, frames: Frames) -> str:
    end = dt.date.fromisoformat(str(declared.parameters["end_date"]))
    spent = (
        frames["transactions"]
        .group_by("customer_id")
        .agg(n=pl.len(), spent=pl.col("total_amount").cast(pl.Float64).sum())
    )
    known = (
        frames["customers"]
        .join(spent, on="customer_id", how="left")
        .with_columns(
            pl.col("n", "spent").fill_null(0),
            tenure=(pl.lit(end) - pl.col("signup_date")).dt.total_days(),
            value=pl.col("lifetime_value").cast(pl.Float64),
            high=pl.col("loyalty_tier").is_in(["Gold", "Platinum"]),
        )
        .with_columns(mean=pl.col("spent") / pl.col("n").clip(1))
        .with_columns(part=(pl.col("tenure").rank("ordinal") * 20 // (pl.len() + 1)))
    )
    found = learnt_auc(known, ("n", "spent", "mean", "tenure"), "high")
    centred = known.select(
        (pl.col("value") - pl.col("value").mean().over("part")).alias("v"),
        (pl.col("spent") - pl.col("spent").mean().over("part")).alias("s"),
    )
    return f"{found:.3f}; {centred.select(pl.corr('v', 's')).item():.3f}"


def early_stock(_: TableSet, frames: Frames) -> str:
    known = frames["inventory"].join(frames["products"], on="product_id")
    return str(known.filter(pl.col("last_updated").dt.date() < pl.col("created_date")).height)


def _tells(_: TableSet, frames: Frames) -> str:
    """How well the hour of the customer's last receipt tells that of the next."""
    pairs = successive(frames).select(
        early=pl.col("txn_timestamp").dt.hour() < 13, before=pl.col("_txn_timestamp").dt.hour()
    )
    return f"{auc(pairs['early'].to_numpy(), -pairs['before'].to_numpy().astype(float)):.3f}"


MEASURES = [
    Measured("R-a", "ICC(log total, customer)", ".15–.30", rows(_log_total_within("customer_id"))),
    Measured("R-b", "ICC(log total, store)", ".02–.06", rows(_log_total_within("store_id"))),
    Measured("R-c", "ICC(category, customer)", ".015–.06", rows(_category_within("customer_id"))),
    Measured("R-d", "ICC(category, basket)", ".02–.15", rows(_category_within("txn_id"))),
    Measured("R-e", "pairs bought again ÷ shuffled", "3–6", rows(repeats)),
    Measured("R-f", "next category from history, AUC", ".60–.72", rows(next_category)),
    Measured("R-g", "next payment method, AUC", ".65–.85", rows(next_payment)),
    Measured("R-h", "total variation of the hour, weekend", ".05–.12", rows(weekend_hours)),
    Measured("R-h2", "morning from the last receipt's hour, AUC", "–", rows(_tells)),
    Measured("R-i", "receipts a day, variance ÷ mean", "1.5–4 at 50,000", rows(dispersion)),
    Measured("R-j", "pairs that share a residue", ".8 to 1.2", rows(lattices)),
    Measured("R-k", "units sold where not stocked", "≤ 1 %", rows(sold_without_stock)),
    Measured("R-l", "corr(stock, sales); cover; idle stock", "≥ .5; 4–10; ≤ .1", rows(stock)),
    Measured("R-m", "log price explained by the noun", "40–65 %", rows(noun_share)),
    Measured("R-n", "weight ÷ pack", "1.0–1.3", rows(pack_weights)),
    Measured("R-o", "groceries under 5", "55–70 %, median 2.2–3.5", rows(cheap_groceries)),
    Measured("R-p", "brands", "1 to 3 categories; 0", rows(brands)),
    Measured(
        "R-q", "active, AUC; never bought; joined inactive", ".70–.85; ≤ 3 %; 0", rows(activity)
    ),
    Measured("R-r", "December ÷ mean month", "1.4 1.6 – 1.6 – 1.04 1.9 –", rows(december)),
    Measured("R-s", "holidays ÷ like days; growth", "visible; 2–6 %", rows(holidays)),
    Measured("R-t", "promoted ÷ not; price by week", "1.4–1.8; ≥ .7", rows(promotions)),
    Measured("R-u", "out of state; within two hours", "≤ 3 %; ≤ .5 %", rows(away)),
    Measured("R-v", "high tier, AUC; corr(value, spent)", ".75–.9; ≥ .5", rows(loyalty)),
    Measured("R-x", "stock older than its product", "0", rows(early_stock)),
]
