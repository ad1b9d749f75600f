"""The vocabulary of the demo retailer. Persons, brands and suppliers are put together from lists and are nobody's."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import yaml

_LISTS: dict[str, str] = yaml.safe_load((Path(__file__).parent / "names.yaml").read_text(encoding="utf-8"))
FIRST_NAMES = _LISTS["first_names"].split()
LAST_NAMES = _LISTS["last_names"].split()
BRANDS = _LISTS["brands"].split()
STYLES = _LISTS["styles"].split()
SUPPLIER_FIRSTS = _LISTS["supplier_firsts"].split()
SUPPLIER_LASTS = ("Trading", "Manufacturing", "Goods", "Imports", "Works")
SUPPLIER_COUNTRIES = ("Germany", "China", "Italy", "Poland", "Portugal", "Turkey", "Vietnam", "Netherlands", "Spain")

SEGMENTS = ("Consumer", "Small Business", "Corporate", "Education")
TIERS = ("Standard", "Silver", "Gold")
CHANNELS = ("web", "app", "store", "marketplace")
STATUSES = ("pending", "shipped", "completed", "cancelled")
METHODS = ("card", "wallet", "invoice", "bank transfer", "gift card")
PAYMENT_STATUSES = ("settled", "pending", "failed", "refunded")
CARRIERS = ("Parcelo", "SwiftPost", "NordFreight", "CityRunner")
REASONS = ("changed mind", "wrong size", "damaged", "not as described", "arrived late", "wrong item")
TOPICS = ("delivery", "return", "product question", "payment", "account", "complaint")
PRIORITIES = ("low", "normal", "high", "urgent")
TICKET_CHANNELS = ("email", "chat", "phone")

REGIONS = ("North", "East", "South", "West")


class City(NamedTuple):
    """A city with a share of its region's customers and its place on the map."""

    name: str
    region: str
    weight: int
    latitude: float
    longitude: float


CITIES = (
    City("Hamburg", "North", 50, 53.551, 9.994),
    City("Bremen", "North", 18, 53.079, 8.802),
    City("Hanover", "North", 20, 52.376, 9.732),
    City("Kiel", "North", 12, 54.323, 10.123),
    City("Berlin", "East", 60, 52.520, 13.405),
    City("Leipzig", "East", 18, 51.340, 12.375),
    City("Dresden", "East", 15, 51.051, 13.738),
    City("Magdeburg", "East", 7, 52.121, 11.628),
    City("Munich", "South", 48, 48.137, 11.575),
    City("Stuttgart", "South", 24, 48.776, 9.183),
    City("Nuremberg", "South", 18, 49.452, 11.077),
    City("Freiburg", "South", 10, 47.999, 7.842),
    City("Cologne", "West", 36, 50.938, 6.960),
    City("Frankfurt", "West", 26, 50.110, 8.682),
    City("Dusseldorf", "West", 22, 51.228, 6.773),
    City("Dortmund", "West", 16, 51.514, 7.465),
)


class Thing(NamedTuple):
    """What is sold: its lowest and highest price in euros and its usual weight in grams."""

    name: str
    low: int
    high: int
    grams: int


class Kind(NamedTuple):
    """A category: the things in it, their cost in percent of the price, how many percent of the lines come back, and how
    much of it is bought in each month of the year."""

    name: str
    department: str
    things: tuple[Thing, ...]
    cost: int
    returns: int
    months: tuple[int, ...]


def _things(text: str) -> tuple[Thing, ...]:
    """`Kettle 19-89 1100, Pan 25-160 1800` as things."""
    return tuple(_thing(*part.strip().rsplit(maxsplit=2)) for part in text.split(","))


def _thing(name: str, prices: str, grams: str) -> Thing:
    low, high = prices.split("-")
    return Thing(name, int(low), int(high), int(grams))


_EVEN = (10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10)
_GIFTS = (7, 7, 8, 8, 8, 8, 8, 8, 9, 10, 17, 22)
_SUMMER = (3, 4, 9, 14, 18, 18, 16, 12, 7, 4, 3, 3)
_SPRING = (4, 6, 14, 20, 18, 14, 10, 8, 7, 5, 3, 3)
_WINTER = (18, 14, 7, 3, 2, 2, 2, 4, 8, 14, 18, 20)
_SCHOOL = (9, 7, 7, 7, 7, 8, 14, 24, 18, 8, 6, 6)

KINDS = (
    Kind(
        "Headphones",
        "Electronics",
        _things("Headphones 39-290 260, Earbuds 25-190 60, Headset 29-160 240, Speaker 25-260 900"),
        58,
        7,
        _GIFTS,
    ),
    Kind(
        "Computers",
        "Electronics",
        _things("Laptop 449-1190 1800, Monitor 129-420 4500, Tablet 159-590 520, Keyboard 19-120 800"),
        72,
        6,
        _EVEN,
    ),
    Kind(
        "Cameras",
        "Electronics",
        _things("Camera 199-890 600, Lens 119-690 500, Tripod 29-160 1500, Action Camera 89-340 160"),
        68,
        6,
        _GIFTS,
    ),
    Kind(
        "Phone Accessories",
        "Electronics",
        _things("Charger 12-49 110, Power Bank 18-69 350, Phone Case 8-35 40, Cable 6-25 50"),
        42,
        5,
        _EVEN,
    ),
    Kind(
        "Kitchen",
        "Home",
        _things(
            "Blender 29-180 2900, Kettle 19-90 1100, Pan Set 35-190 4200, Knife Set 25-160 1400, Toaster 22-95 1500"
        ),
        55,
        5,
        _GIFTS,
    ),
    Kind(
        "Furniture",
        "Home",
        _things("Desk 99-420 28000, Bookshelf 59-290 31000, Armchair 129-540 24000, Side Table 35-160 8500"),
        60,
        8,
        _EVEN,
    ),
    Kind(
        "Lighting",
        "Home",
        _things("Floor Lamp 39-190 5200, Desk Lamp 19-95 1600, Pendant 29-160 2100, Light Strip 12-55 300"),
        48,
        5,
        _WINTER,
    ),
    Kind(
        "Bedding",
        "Home",
        _things("Duvet 39-190 2600, Pillow 15-79 900, Sheet Set 25-110 1500, Blanket 19-89 1300"),
        46,
        7,
        _WINTER,
    ),
    Kind(
        "Shoes",
        "Fashion",
        _things("Sneakers 45-150 900, Boots 69-190 1500, Sandals 29-95 600, Loafers 49-140 800"),
        47,
        16,
        _EVEN,
    ),
    Kind(
        "Jackets",
        "Fashion",
        _things("Rain Jacket 49-180 500, Parka 99-290 1700, Softshell 59-160 650, Vest 35-120 400"),
        45,
        15,
        _WINTER,
    ),
    Kind(
        "Clothing",
        "Fashion",
        _things("T-Shirt 9-35 180, Sweater 25-95 500, Jeans 39-120 700, Shirt 25-85 260, Dress 29-130 350"),
        40,
        14,
        _EVEN,
    ),
    Kind(
        "Bags",
        "Fashion",
        _things("Backpack 35-160 1100, Tote Bag 15-79 400, Suitcase 69-260 3900, Wallet 15-79 120"),
        46,
        8,
        _SCHOOL,
    ),
    Kind(
        "Cycling",
        "Sports",
        _things("Helmet 29-160 320, Bike Lamp 15-79 160, Bike Lock 19-110 1300, Panniers 39-150 1600"),
        54,
        7,
        _SPRING,
    ),
    Kind(
        "Camping",
        "Sports",
        _things("Tent 79-420 5200, Sleeping Bag 39-220 1500, Stove 25-110 700, Lantern 15-59 400"),
        55,
        8,
        _SUMMER,
    ),
    Kind(
        "Fitness",
        "Sports",
        _things("Yoga Mat 15-79 1400, Dumbbell Set 29-180 14000, Bench 79-260 19000, Jump Rope 8-29 220"),
        50,
        6,
        _WINTER,
    ),
    Kind(
        "Winter Sports",
        "Sports",
        _things("Ski Goggles 29-160 180, Sledge 25-110 3800, Ski Gloves 19-95 240, Snow Boots 49-170 1700"),
        52,
        9,
        _WINTER,
    ),
    Kind(
        "Garden Tools",
        "Garden",
        _things("Hedge Trimmer 59-240 3600, Spade 15-59 1900, Hose 19-95 3200, Lawn Mower 129-480 21000"),
        59,
        5,
        _SPRING,
    ),
    Kind(
        "Planters",
        "Garden",
        _things("Planter 12-89 4200, Herb Box 9-45 1800, Trellis 15-69 2600, Watering Can 9-39 900"),
        43,
        4,
        _SPRING,
    ),
    Kind(
        "Barbecue",
        "Garden",
        _things("Gas Grill 179-590 36000, Charcoal Grill 49-240 15000, Grill Tongs 9-35 350, Smoker 99-380 22000"),
        61,
        5,
        _SUMMER,
    ),
    Kind(
        "Outdoor Furniture",
        "Garden",
        _things("Lounger 79-340 12000, Parasol 39-190 7500, Bistro Set 89-320 19000, Hammock 29-130 2600"),
        60,
        7,
        _SUMMER,
    ),
    Kind(
        "Toys",
        "Kids",
        _things("Building Set 15-140 1100, Wooden Train 19-95 1600, Doll House 39-160 5200, Puzzle 8-35 600"),
        50,
        4,
        _GIFTS,
    ),
    Kind(
        "Board Games",
        "Kids",
        _things("Strategy Game 25-75 1600, Card Game 6-22 220, Party Game 15-45 900, Quiz 12-39 700"),
        48,
        3,
        _GIFTS,
    ),
    Kind(
        "Baby Care",
        "Kids",
        _things("Stroller 199-620 11500, Bottle Set 12-45 500, Changing Mat 19-75 900, Baby Monitor 39-190 450"),
        62,
        6,
        _EVEN,
    ),
    Kind(
        "School Supplies",
        "Kids",
        _things("Pencil Case 6-29 220, Notebook Set 5-25 800, School Bag 49-160 1300, Globe 19-89 1500"),
        44,
        4,
        _SCHOOL,
    ),
)
