"""Metropolitan areas of the contiguous United States: where they are, their clocks and climates."""

from __future__ import annotations

from typing import NamedTuple


class City(NamedTuple):
    """A metropolitan area.

    Parameters
    ----------
    name : str
        Its largest city.
    population : int
        In 100,000 (2020 census).
    latitude, longitude : float
        A place that is land for miles around.
    climate_zone : str
        Of the International Energy Conservation Code, by county (PNNL-17211).
    timezone : str
        Of IANA.
    january, july : float
        Mean temperatures in degrees Celsius (NOAA, US climate normals 1991 to 2020).
    """

    name: str
    population: int
    latitude: float
    longitude: float
    climate_zone: str
    timezone: str
    january: float
    july: float


_EASTERN, _CENTRAL = "America/New_York", "America/Chicago"
_MOUNTAIN, _PACIFIC = "America/Denver", "America/Los_Angeles"

CITIES = (
    City("New York", 196, 40.74, -74.20, "4A", _EASTERN, 0.6, 25.6),
    City("Los Angeles", 132, 34.06, -118.10, "3B", _PACIFIC, 14.4, 23.3),
    City("Chicago", 94, 41.80, -88.05, "5A", _CENTRAL, -3.8, 24.1),
    City("Dallas", 76, 32.85, -96.95, "3A", _CENTRAL, 7.9, 29.8),
    City("Houston", 71, 29.80, -95.45, "2A", _CENTRAL, 12.2, 29.4),
    City("Washington", 64, 38.93, -77.18, "4A", _EASTERN, 3.1, 27.2),
    City("Philadelphia", 62, 40.03, -75.25, "4A", _EASTERN, 1.0, 25.9),
    City("Atlanta", 61, 33.80, -84.35, "3A", _EASTERN, 7.1, 27.2),
    City("Miami", 61, 26.10, -80.33, "1A", _EASTERN, 20.3, 29.0),
    City("Phoenix", 48, 33.48, -112.05, "2B", "America/Phoenix", 13.8, 35.3),
    City("Boston", 49, 42.30, -71.40, "5A", _EASTERN, -1.2, 23.4),
    City("Riverside", 46, 34.00, -117.35, "3B", _PACIFIC, 12.8, 25.8),
    City("San Jose", 47, 37.32, -121.90, "3C", _PACIFIC, 10.4, 21.8),
    City("Detroit", 44, 42.48, -83.28, "5A", "America/Detroit", -3.4, 23.3),
    City("Seattle", 40, 47.42, -122.15, "4C", _PACIFIC, 5.7, 19.4),
    City("Minneapolis", 37, 44.97, -93.30, "6A", _CENTRAL, -8.8, 23.8),
    City("Tampa", 32, 27.98, -82.25, "2A", _EASTERN, 16.6, 28.8),
    City("San Diego", 33, 32.83, -116.95, "3B", _PACIFIC, 14.2, 21.5),
    City("Denver", 30, 39.72, -104.95, "5B", _MOUNTAIN, -0.4, 23.9),
    City("Baltimore", 28, 39.38, -76.72, "4A", _EASTERN, 1.3, 25.6),
    City("St. Louis", 28, 38.65, -90.40, "4A", _CENTRAL, 0.1, 26.7),
    City("Orlando", 27, 28.52, -81.38, "2A", _EASTERN, 15.9, 28.3),
    City("Charlotte", 27, 35.22, -80.84, "3A", _EASTERN, 5.6, 26.6),
    City("San Antonio", 26, 29.45, -98.50, "2A", _CENTRAL, 11.2, 29.7),
    City("Portland", 25, 45.48, -122.70, "4C", _PACIFIC, 5.3, 21.2),
    City("Sacramento", 24, 38.58, -121.42, "3B", _PACIFIC, 8.7, 24.3),
    City("Pittsburgh", 24, 40.44, -80.02, "5A", _EASTERN, -1.8, 22.9),
    City("Austin", 23, 30.32, -97.74, "2A", _CENTRAL, 11.0, 29.9),
    City("Las Vegas", 23, 36.15, -115.17, "3B", _PACIFIC, 9.7, 34.4),
    City("Cincinnati", 23, 39.18, -84.48, "4A", _EASTERN, -0.5, 24.5),
    City("Kansas City", 22, 39.05, -94.60, "4A", _CENTRAL, -1.6, 25.7),
    City("Columbus", 21, 39.98, -82.98, "5A", _EASTERN, -1.2, 24.3),
    City("Indianapolis", 21, 39.79, -86.15, "5A", "America/Indiana/Indianapolis", -1.9, 24.3),
    City("Cleveland", 21, 41.32, -81.80, "5A", _EASTERN, -1.9, 23.4),
    City("Nashville", 20, 36.14, -86.76, "4A", _CENTRAL, 4.2, 27.0),
    City("Salt Lake City", 13, 40.68, -111.90, "5B", _MOUNTAIN, -0.4, 27.4),
    City("Oklahoma City", 14, 35.48, -97.53, "3A", _CENTRAL, 3.4, 28.1),
    City("Raleigh", 14, 35.80, -78.68, "4A", _EASTERN, 5.5, 26.8),
    City("Memphis", 13, 35.12, -89.90, "3A", _CENTRAL, 5.6, 28.3),
    City("Albuquerque", 9, 35.11, -106.60, "4B", _MOUNTAIN, 3.0, 26.4),
    City("Omaha", 10, 41.25, -96.08, "5A", _CENTRAL, -4.4, 25.2),
    City("Boise", 8, 43.60, -116.28, "5B", "America/Boise", 0.0, 24.7),
    City("Spokane", 6, 47.66, -117.40, "5B", _PACIFIC, -1.5, 21.6),
    City("Billings", 2, 45.78, -108.53, "6B", _MOUNTAIN, -2.8, 23.1),
)
"""Those where sites are."""
