import itertools
import os
import re
import subprocess
import sys
from importlib.resources import files

import pytest

from tablewright.data import load, make_curves, make_words

LOCALES = load.locales()
FILES = ("locale", "names", "places", "products", "words")
POOLS = ("first_female", "first_male", "last")
CATEGORIES = ["Auto", "Beauty", "Clothing", "Electronics", "Grocery", "Home", "Sports", "Toys"]
UNFIT = re.compile(r"[|\"'\\\r\n\t<>&;_]|  |^ | $")
LARGE = {"en", "fr", "de", "es", "pt-br"}


def pool(locale, name):
    return getattr(load.people(locale), name)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", POOLS)
class TestPools:
    def test_words_are_unique_and_clean(self, locale, name):
        words = pool(locale, name).words
        assert len({word.casefold() for word in words}) == len(words)
        assert [word for word in words if UNFIT.search(word) or not word] == []
        assert [word for word in words if any(c.isdigit() for c in word)] == []

    def test_order_is_by_weight_then_word(self, locale, name):
        found = pool(locale, name)
        entries = list(zip(found.words, found.weights, strict=True))
        assert entries == sorted(entries, key=lambda entry: (-entry[1], entry[0]))
        assert all(type(weight) is int and weight > 0 for weight in found.weights)

    def test_slugs_are_ascii_and_aligned(self, locale, name):
        found = pool(locale, name)
        assert len(found.slugs) == len(found.words)
        assert [slug for slug in found.slugs if not re.fullmatch("[a-z]+", slug)] == []
        if locale != "ja":
            made = tuple(make_words.slug(word, locale) for word in found.words)
            assert found.slugs == made

    def test_the_pool_is_large_and_skewed(self, locale, name):
        found = pool(locale, name)
        assert len(found.words) >= (250 if locale in LARGE else 150)
        assert max(found.weights) > 2 * sum(found.weights) / len(found.weights)


@pytest.mark.parametrize(
    ("word", "locale", "slug"),
    [
        ("Müller", "de", "mueller"),
        ("Müller", "en", "muller"),
        ("Weiß", "de", "weiss"),
        ("García", "es", "garcia"),
        ("Çelik", "de", "celik"),
        ("Yılmaz", "de", "yilmaz"),
        ("Noël", "fr", "noel"),
        ("Le Gall", "fr", "legall"),
        ("Jean-Claude", "fr", "jeanclaude"),
        ("Conceição", "pt-br", "conceicao"),
    ],
)
def test_slug(word, locale, slug):
    assert make_words.slug(word, locale) == slug


def test_japanese_names_carry_their_romaji():
    found = pool("ja", "last")
    assert dict(zip(found.words, found.slugs, strict=True))["佐藤"] == "sato"


@pytest.mark.parametrize("locale", LOCALES)
def test_streets_are_unique_sorted_and_clean(locale):
    streets = load.people(locale).streets
    assert 300 <= len(streets) <= 600
    assert list(streets) == sorted(set(streets))
    assert [street for street in streets if UNFIT.search(street)] == []


def test_the_leading_american_surnames_have_their_census_counts():
    found = pool("en", "last")
    assert list(zip(found.words, found.weights, strict=True))[:3] == [
        ("Smith", 2442977),
        ("Johnson", 1932812),
        ("Williams", 1625252),
    ]


class TestRemaking:
    @pytest.mark.parametrize("locale", LOCALES)
    def test_what_is_made_is_what_is_shipped(self, locale):
        made = make_words.make(locale)
        assert make_words.drift(load.read(locale, "words"), made) == []
        path = files("tablewright.data") / "locales" / locale / "words.json"
        assert path.read_text(encoding="utf-8") == make_words.dump(made)

    def test_a_changed_word_is_noticed(self):
        shipped = load.read("en", "words")
        shipped["last"][0] = ["Smyth", shipped["last"][0][1]]
        (line,) = make_words.drift(shipped, make_words.make("en"))
        assert line.startswith("last: ")
        assert '["Smyth", 2442977]' in line
        assert '["Smith", 2442977]' in line

    def test_a_changed_order_is_noticed(self):
        shipped = load.read("en", "words")
        shipped["street"].reverse()
        (line,) = make_words.drift(shipped, make_words.make("en"))
        assert line.startswith("street: ")

    def test_a_changed_mimesis_is_reported_not_accepted(self, monkeypatch, capsys):
        original = make_words._mimesis

        def changed(locale):
            data = original(locale)
            return {**data, "surnames": [*data["surnames"], "Zzyzxson"]}

        monkeypatch.setattr(make_words, "_mimesis", changed)
        monkeypatch.setattr(make_words, "locales", lambda: ("en",))
        assert make_words.main(["--check"]) == 1
        report = capsys.readouterr().err
        assert "en/words.json differs from its sources: last: " in report
        assert "Zzyzxson" in report

    def test_the_check_passes(self, capsys):
        assert make_words.main(["--check"]) == 0
        assert capsys.readouterr() == ("", "")


class TestRemakingCurves:
    def test_what_is_made_is_what_is_shipped(self, monkeypatch, capsys):
        monkeypatch.setattr(sys, "argv", ["make_curves", "--check"])
        assert make_curves.main() == 0, capsys.readouterr().out

    def test_a_changed_scipy_is_reported_not_accepted(self, monkeypatch, capsys):
        shipped = make_curves.HOME.read_bytes()
        made = make_curves.curves()
        made["gamma2"][512] += 1
        monkeypatch.setattr(make_curves, "curves", lambda: made)
        monkeypatch.setattr(sys, "argv", ["make_curves", "--check"])
        assert make_curves.main() == 1
        assert "curves.json differs from its sources: gamma2" in capsys.readouterr().out
        assert make_curves.HOME.read_bytes() == shipped


@pytest.mark.parametrize("locale", LOCALES)
class TestPlaces:
    def test_regions_and_cities_have_weights(self, locale):
        places = load.places(locale)
        assert re.fullmatch("[a-z]{2}", places.country)
        assert places.source
        assert places.number_max > 1
        assert {"{number}", "{street}"} <= set(re.findall(r"{\w+}", places.address_pattern))
        codes = [region.code for region in places.regions]
        assert len(set(codes)) == len(codes) >= 8
        assert sum(region.weight for region in places.regions) > 0
        for region in places.regions:
            assert 1 <= len(region.cities) <= 8
            assert all(city.weight > 0 for city in region.cities)

    def test_every_city_is_in_one_region_only(self, locale):
        cities = [city.name for region in load.places(locale).regions for city in region.cities]
        assert len(set(cities)) == len(cities)
        assert [city for city in cities if UNFIT.search(city)] == []

    def test_prefixes_and_codes_fit_the_patterns(self, locale):
        places = load.places(locale)
        longest = places.postal_pattern.count("#")
        prefix_form = rf"\d{{2,{longest}}}"
        if "A" in places.postal_pattern:
            prefix_form = r"[A-Z]{1,2}\d{1,2}[A-Z]?"
        assert set(places.postal_pattern) <= set("A#@ -")
        assert ("@" in places.postal_pattern) == bool(places.postal_letters)
        assert re.fullmatch("[A-Z]*", places.postal_letters)
        assert list(places.postal_letters) == sorted(set(places.postal_letters))
        for region in places.regions:
            for city in region.cities:
                assert city.postal_prefixes
                assert city.area_codes
                assert len(set(city.postal_prefixes)) == len(city.postal_prefixes)
                for prefix in city.postal_prefixes:
                    assert re.fullmatch(prefix_form, prefix)
                for code in city.area_codes:
                    assert re.fullmatch(r"[\d ]+", code)
        assert set(places.phone_pattern) <= set("A# ()-0123456789")
        assert places.phone_pattern.count("#") >= 2

    def test_a_postal_prefix_is_in_one_region_only(self, locale):
        seen = {}
        for region in load.places(locale).regions:
            for city in region.cities:
                for prefix in city.postal_prefixes:
                    assert seen.setdefault(prefix, region.code) == region.code


class TestUnitedStates:
    places = load.places("en")

    def test_prefixes_lie_in_the_states_ranges(self):
        for region in self.places.regions:
            assert region.postal_prefix_ranges
            for city in region.cities:
                for prefix in city.postal_prefixes:
                    ranges = region.postal_prefix_ranges
                    assert any(low <= prefix[:3] <= high for low, high in ranges), city

    def test_the_ranges_of_states_are_disjoint(self):
        every = sorted(r for region in self.places.regions for r in region.postal_prefix_ranges)
        for (_, high), (low, _) in itertools.pairwise(every):
            assert high < low

    def test_an_area_code_belongs_to_one_state(self):
        seen = {}
        for region in self.places.regions:
            for city in region.cities:
                for code in city.area_codes:
                    assert re.fullmatch(r"[2-9]\d\d", code)
                    assert seen.setdefault(code, region.code) == region.code

    def test_the_states_of_both_industries_are_there(self):
        retail = {region.code: region.weight for region in self.places.regions if region.weight}
        assert retail == {
            "CA": 22,
            "TX": 17,
            "FL": 13,
            "NY": 11,
            "PA": 7,
            "IL": 7,
            "OH": 7,
            "GA": 6,
            "NC": 6,
            "AZ": 4,
        }
        patients = {region.code for region in self.places.regions if region.healthcare_weight}
        assert patients == {"MA", "NY", "IL", "TX", "AZ", "CA", "FL", "PA"}
        assert all(6 <= len(region.cities) <= 8 for region in self.places.regions)


def test_products():
    words = load.products("en")
    assert sorted(words.nouns) == sorted(words.variants) == CATEGORIES
    for category in CATEGORIES:
        nouns = tuple(noun.name for noun in words.nouns[category])
        assert len(set(nouns)) == 40
        assert all(noun.price > 0 and noun.weight >= 0.1 for noun in words.nouns[category])
        assert len(set(words.variants[category])) == 20
        every = nouns + words.variants[category]
        assert [word for word in every if UNFIT.search(word)] == []
        tiers = {brand.tier for brand in words.brands if category in brand.homes}
        assert tiers == {0, 1, 2}
    assert len({brand.name for brand in words.brands}) == len(words.brands)
    assert all(len(brand.homes) <= 3 for brand in words.brands)
    assert [brand.name for brand in words.brands if not brand.homes] == ["Generic"]


@pytest.mark.parametrize("locale", LOCALES)
def test_words_of_products(locale):
    """Other languages have a word for everything; all words are different and clean."""
    own, english = load.products(locale), load.products("en")
    data = load.read(locale, "products")
    for category in CATEGORIES:
        nouns = tuple(noun.name for noun in own.nouns[category])
        assert len(set(nouns)) == 40
        assert len(set(own.variants[category])) == 20
        every = nouns + own.variants[category]
        assert [word for word in every if UNFIT.search(word) or own.joint in word] == []
        known = [noun.name for noun in english.nouns[category]]
        for named, of in (("nouns", known), ("variants", english.variants[category])):
            translated = set(data[named].get(category, ()))
            assert translated <= set(of)
            assert locale.startswith("en") or translated == set(of)
    assert own.brands == english.brands
    assert set(data["nouns"]) | set(data["variants"]) <= set(CATEGORIES)
    assert {"{number}", "{unit}"} == set(re.findall(r"{\w+}", own.pack))
    assert own.decimal_mark in ".,"
    assert own.litre in "lL"


@pytest.mark.parametrize("locale", LOCALES)
def test_money(locale):
    currency, payments = load.customs(locale).currency, load.customs(locale).payments
    assert re.fullmatch("[A-Z]{3}", currency.code)
    assert currency.smallest in (1, 100)
    starts = [each.start for each in currency.endings]
    assert starts == sorted(set(starts))
    assert starts[0] == 0
    assert 50 <= currency.least < currency.most <= 99_999_00
    for amount in (currency.least, currency.most, *starts):
        assert amount % currency.smallest == 0
    for each in currency.endings:
        assert sum(each.weights) == 100
        assert each.step % currency.smallest == 0
        ends = [end for end in each.ends if end != load.ANY]
        assert len(set(ends)) == len(ends)
        assert all(0 <= end < each.step and end % currency.smallest == 0 for end in ends)
    assert sum(payments.values()) == 100
    assert set(payments) == set(load.customs("en").payments)


def test_unknown_names_are_refused():
    for load_one in (load.people, load.places, load.customs, load.products):
        with pytest.raises(ValueError) as caught:
            load_one("xx")
        choices = ", ".join(LOCALES)
        assert str(caught.value) == f"locale='xx' is unknown; choose one of {choices}"


def test_loading_imports_no_mimesis():
    code = (
        "import sys; from tablewright.data import load; load.people('en'); load.places('en');"
        "assert 'mimesis' not in sys.modules"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    subprocess.run([sys.executable, "-c", code], check=True, env=environment)


def test_the_files_have_sorted_keys():
    for locale in LOCALES:
        keys = list(load.read(locale, "words"))
        assert keys == sorted(keys)


@pytest.mark.parametrize("locale", LOCALES)
def test_a_locale_is_complete_by_its_folder(locale):
    """Everything that is known of a locale is in its files, which all have the same keys."""
    home = files("tablewright.data") / "locales" / locale
    assert sorted(entry.name for entry in home.iterdir()) == [f"{name}.json" for name in FILES]
    for name in FILES:
        data = load.read(locale, name)
        if name == "products":
            assert sorted(data) == list(data) == sorted(load.read("de", name))
            continue
        optional = {"postal_letters"}
        assert set(data) - optional == set(load.read("de", name)) - optional
        assert data.get("source", "given by names.json")
    customs = load.customs(locale)
    assert 0 < customs.tax < 3_000
    codes = {region.code for region in load.places(locale).regions}
    assert set(customs.tax_by_region) <= codes
    people = load.people(locale)
    known = {*people.first_female.words, *people.first_male.words}
    named = [name for names in customs.generations for name in names]
    assert len(named) == len(set(named))
    assert set(named) <= known
    assert len(customs.generations) in (0, 4)
