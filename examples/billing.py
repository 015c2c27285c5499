"""Subscriptions and their invoices: four tables that fit together."""

import tablewright as tw

billing = tw.Dataset(
    "billing",
    rows={"plans": 4, "subscribers": 2_000, "invoices": 12_000, "lines": 36_000},
    doc="A software company's subscribers, what they are billed and whether they pay.",
    fixed=["plans"],
)


@billing.table
def plans(t: tw.TableDraft, world: tw.WorldDraft) -> None:
    """Subscription plans."""
    t.key("plan_id")
    t.text("plan", tw.each("Free", "Solo", "Team", "Enterprise"), unique=True)
    t.decimal("monthly_fee", tw.each(0, 9.99, 49, 399))


@billing.table
def subscribers(t: tw.TableDraft, world: tw.WorldDraft) -> None:
    """Subscribers, in the order in which they joined."""
    person, home = t.person(), t.address()
    t.key("subscriber_id", start=1_000)
    t.text("token", tw.uuid(), unique=True)
    t.text("name", person.name)
    t.text("email", person.email, unique=True, null=0.02)
    t.text("city", home.city)
    t.double("latitude", tw.normal(38.5, 4.0, low=30.0, high=47.0), decimals=5)
    t.double("longitude", tw.normal(-92.0, 11.0, low=-120.0, high=-75.0), decimals=5)
    t.text("segment", tw.choice({"private": 70, "business": 30}))
    t.date("joined", tw.growth(over="4 years", rate=0.25))
    t.ref("plan_id", world.plans, by="segment",
          weight={"private": (40, 45, 14, 1), "business": (5, 25, 55, 15)})  # fmt: skip
    t.text("call_at", tw.clock("business"), null=0.4, doc="when to call, local time")


@billing.table
def invoices(t: tw.TableDraft, world: tw.WorldDraft) -> None:
    """Invoices in time order; some subscribers have many."""
    t.key("invoice_id")
    who = t.ref(
        "subscriber_id", world.subscribers, existing_at="issued", weight=tw.gamma(1, shape=2)
    )
    issued = t.timestamp("issued", tw.season(hours="business", weekend=0.15))
    due = t.date("due", issued.date + who.segment.map({"private": 14, "business": 30}))
    paid = issued.date + t.draw("delay", tw.gamma(12, shape=2, high=200))
    unpaid = paid > world.window.end
    t.date("paid", paid, null=unpaid)
    t.text("status", tw.when(~unpaid & (paid <= due), "paid").when(~unpaid, "paid late")
           .when(due < world.window.end, "overdue").otherwise("open"))  # fmt: skip
    net = t.decimal("net", t.children(world.lines).sum("amount"))
    tax = t.decimal("tax", net * who.segment.map({"private": 0.19, "business": 0}))
    t.decimal("total", net + tax)
    t.text("comment", tw.words("text.sentence", size=300), null=0.9)


@billing.table
def lines(t: tw.TableDraft, world: tw.WorldDraft) -> None:
    """Items of invoices."""
    t.key("line_id")
    t.ref("invoice_id", world.invoices)
    quantity = t.integer("quantity", tw.zipf(1.6, most=12))
    price = t.decimal("unit_price", tw.lognormal(14, 0.8, high=900))
    t.decimal("amount", quantity * price)
