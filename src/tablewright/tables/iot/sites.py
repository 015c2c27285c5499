"""Sites in metropolitan areas of the contiguous United States, by population."""

from __future__ import annotations

METROS: tuple[tuple[str, int, float, float], ...] = (
    ("New York (Newark)", 196, 40.74, -74.20),
    ("Los Angeles", 132, 34.06, -118.10),
    ("Chicago (Naperville)", 94, 41.80, -88.05),
    ("Dallas", 76, 32.85, -96.95),
    ("Houston", 71, 29.80, -95.45),
    ("Washington", 64, 38.93, -77.18),
    ("Philadelphia", 62, 40.03, -75.25),
    ("Atlanta", 61, 33.80, -84.35),
    ("Miami (Doral)", 61, 26.10, -80.33),
    ("Phoenix", 48, 33.48, -112.05),
    ("Boston (Framingham)", 49, 42.30, -71.40),
    ("Riverside", 46, 34.00, -117.35),
    ("San Francisco Bay (San Jose)", 47, 37.32, -121.90),
    ("Detroit (Southfield)", 44, 42.48, -83.28),
    ("Seattle (Kent)", 40, 47.42, -122.15),
    ("Minneapolis", 37, 44.97, -93.30),
    ("Tampa (Brandon)", 32, 27.98, -82.25),
    ("San Diego (El Cajon)", 33, 32.83, -116.95),
    ("Denver", 30, 39.72, -104.95),
    ("Baltimore", 28, 39.38, -76.72),
    ("St. Louis", 28, 38.65, -90.40),
    ("Orlando", 27, 28.52, -81.38),
    ("Charlotte", 27, 35.22, -80.84),
    ("San Antonio", 26, 29.45, -98.50),
    ("Portland", 25, 45.48, -122.70),
    ("Sacramento", 24, 38.58, -121.42),
    ("Pittsburgh", 24, 40.44, -80.02),
    ("Austin", 23, 30.32, -97.74),
    ("Las Vegas", 23, 36.15, -115.17),
    ("Cincinnati", 23, 39.18, -84.48),
    ("Kansas City", 22, 39.05, -94.60),
    ("Columbus", 21, 39.98, -82.98),
    ("Indianapolis", 21, 39.79, -86.15),
    ("Cleveland (Strongsville)", 21, 41.32, -81.80),
    ("Nashville", 20, 36.14, -86.76),
    ("Salt Lake City", 13, 40.68, -111.90),
    ("Oklahoma City", 14, 35.48, -97.53),
    ("Raleigh", 14, 35.80, -78.68),
    ("Memphis", 13, 35.12, -89.90),
    ("Albuquerque", 9, 35.11, -106.60),
    ("Omaha", 10, 41.25, -96.08),
    ("Boise", 8, 43.60, -116.28),
    ("Spokane", 6, 47.66, -117.40),
    ("Billings", 2, 45.78, -108.53),
)
"""Name, population in 100,000 (2020 census), and a place that is land for miles around."""

LATITUDES = tuple(round(latitude * 100_000) for _, _, latitude, _ in METROS)
LONGITUDES = tuple(round(longitude * 100_000) for _, _, _, longitude in METROS)
POPULATIONS = tuple(population for _, population, _, _ in METROS)
