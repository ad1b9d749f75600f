"""The vocabulary of the demo retailer. Persons, brands and suppliers are put together from lists and are nobody's."""

from __future__ import annotations

from typing import NamedTuple

FIRST_NAMES = (
    "Ada Adrian Agnes Alba Albert Alice Amelie Amir Anders Andrea Anna Anton Arthur Astrid Aylin Beatrice Bela Ben Bianca "
    "Bruno Camille Carla Carlos Caspar Cecilia Clara Claire Conrad Daan Dalia Damian Daniel Daria David Deniz Diana Dora "
    "Edgar Edith Elena Elias Elif Elisa Ella Emil Emma Enzo Erik Eva Fabian Fatima Felix Finn Fiona Florian Freya Frida "
    "Gabriel Georg Gina Greta Gustav Hana Hannah Hassan Heidi Helena Henri Hugo Ida Igor Ilse Ines Ingrid Irina Iris Isabel "
    "Ivan Ivo Jakob Jana Jasper Jelena Joel Johanna Jonas Josef Julia Kaan Karin Karl Katarina Kim Klara Lara Lars Laura "
    "Lea Leila Leo Leon Lina Linus Lisa Louis Lucas Lucia Luis Luna Magda Maja Manuel Mara Marco Maria Marie Mark Marta "
    "Martin Mateo Max Mia Mila Milan Milo Mira Nadia Nele Nico Nina Noah Nora Olga Oliver Omar Oscar Otto Paula Paul Petra "
    "Philipp Rafael Rahel Rita Robert Roman Rosa Ruben Ruth Samir Sandra Sara Sebastian Selma Simon Sofia Stefan Stella "
    "Sven Tamara Tara Theo Thea Tilda Tim Tobias Tomas Ulla Valentin Vera Victor Viola Walter Yara Yusuf Zoe"
).split()

LAST_NAMES = (
    "Abel Adler Ahlers Albrecht Amsel Anders Arnold Bach Bachmann Barth Bauer Baumann Beck Becker Berger Bergmann Bianchi "
    "Binder Blum Bode Bohm Brandt Braun Brenner Brunner Buchholz Busch Celik Conti Costa Dahl Demir Dietrich Dorn Dressler "
    "Eberle Eder Ehlers Engel Erdmann Ernst Falk Farkas Feld Fiedler Fink Fischer Fleischer Forster Frank Franke Freund "
    "Friedrich Fuchs Gabler Garcia Geiger Graf Grimm Gross Gruber Haas Hagen Hahn Hansen Hartmann Haug Heller Hermann Hess "
    "Hofer Hoffmann Holm Horn Huber Ivanov Jacobi Jansen Jensen Jung Kaiser Kaya Keller Kern Kessler Kirsch Klein Knoll "
    "Koch Kohler Konig Korte Kovac Kraft Kramer Kraus Kuhn Kunz Lang Larsen Lehmann Lenz Lindner Lopez Lorenz Ludwig Lutz "
    "Maier Marek Martens Mayer Meier Melzer Merz Meyer Moller Moreau Moser Muller Nagel Neumann Novak Oliveira Olsen Otto "
    "Pape Paulsen Peters Petrov Pfeiffer Pohl Popov Raab Rauch Reich Reinhardt Richter Ritter Rossi Roth Rudolf Sahin "
    "Sander Sauer Schaefer Schenk Schilling Schmitt Schneider Scholz Schreiber Schubert Schulz Schwarz Seidel Seiler Silva "
    "Simonis Sommer Stahl Stein Steiner Stern Stolz Strauss Tamm Thaler Thoma Toth Ulrich Urban Vidal Vogel Vogt Voss "
    "Wagner Walter Weber Wegner Weiss Werner Wiese Wild Winkler Winter Wolf Yilmaz Zander Ziegler Zimmer"
).split()

BRANDS = (
    "Albora Arvento Bellwick Brightmoor Calda Cordelis Dunmore Eastwing Elmhart Fennik Galvia Hallbrook Ivoria Jorvane "
    "Kestrio Larkfield Lumora Marwen Mondaro Nordhus Oakline Orbita Pellamy Quillon Ravanti Sundale Talvik Tremor Umbria "
    "Vantis Westerly Wynford Yarrow Zentro"
).split()

STYLES = (
    "Active Alpine Basic Breeze Classic Comfort Compact Deluxe Eco Essential Flex Fresh Grand Junior Light Max Mini Modern "
    "Natural Nova Original Plus Prime Pro Pure Quick Select Slim Smart Soft Studio Super Trail Ultra Urban Vintage"
).split()

SUPPLIER_FIRSTS = (
    "Amber Baltic Blue Castle Crown Delta East Evergreen Golden Harbour High Iron Lake Maple North Oak".split()
)
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


class Kind(NamedTuple):
    """A category: what is in it, its prices in euros, cost in percent of the price, weight in grams, returns in percent
    of the lines sold, and how much of it is bought in each month of the year."""

    name: str
    department: str
    things: str
    prices: tuple[int, int]
    cost: int
    grams: tuple[int, int]
    returns: int
    months: tuple[int, ...]


_EVEN = (10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10)
_GIFTS = (7, 7, 8, 8, 8, 8, 8, 8, 9, 10, 17, 22)
_SUMMER = (3, 4, 9, 14, 18, 18, 16, 12, 7, 4, 3, 3)
_SPRING = (4, 6, 14, 20, 18, 14, 10, 8, 7, 5, 3, 3)
_WINTER = (18, 14, 7, 3, 2, 2, 2, 4, 8, 14, 18, 20)
_SCHOOL = (9, 7, 7, 7, 7, 8, 14, 24, 18, 8, 6, 6)

KINDS = (
    Kind("Headphones", "Electronics", "Headphones,Earbuds,Headset,Speaker", (25, 280), 58, (60, 900), 7, _GIFTS),
    Kind("Computers", "Electronics", "Laptop,Monitor,Tablet,Keyboard", (39, 1290), 72, (400, 4500), 6, _EVEN),
    Kind("Cameras", "Electronics", "Camera,Lens,Tripod,Action Camera", (49, 890), 68, (200, 1900), 6, _GIFTS),
    Kind("Phone Accessories", "Electronics", "Charger,Power Bank,Phone Case,Cable", (8, 69), 42, (30, 450), 5, _EVEN),
    Kind("Kitchen", "Home", "Blender,Kettle,Pan Set,Knife Set,Toaster", (15, 240), 55, (600, 5200), 5, _GIFTS),
    Kind("Furniture", "Home", "Desk,Bookshelf,Armchair,Side Table", (59, 690), 60, (6000, 42000), 8, _EVEN),
    Kind("Lighting", "Home", "Floor Lamp,Desk Lamp,Pendant,Light Strip", (14, 190), 48, (300, 6500), 5, _WINTER),
    Kind("Bedding", "Home", "Duvet,Pillow,Sheet Set,Blanket", (19, 220), 46, (500, 4200), 7, _WINTER),
    Kind("Shoes", "Fashion", "Sneakers,Boots,Sandals,Loafers", (35, 190), 47, (500, 1600), 16, _EVEN),
    Kind("Jackets", "Fashion", "Rain Jacket,Parka,Softshell,Vest", (45, 320), 45, (400, 1800), 15, _WINTER),
    Kind("Clothing", "Fashion", "T-Shirt,Sweater,Jeans,Shirt,Dress", (12, 120), 40, (150, 900), 14, _EVEN),
    Kind("Bags", "Fashion", "Backpack,Tote Bag,Suitcase,Wallet", (19, 260), 46, (150, 4300), 8, _SCHOOL),
    Kind("Cycling", "Sports", "Helmet,Bike Lamp,Bike Lock,Panniers", (15, 180), 54, (150, 2600), 7, _SPRING),
    Kind("Camping", "Sports", "Tent,Sleeping Bag,Stove,Lantern", (19, 420), 55, (300, 7200), 8, _SUMMER),
    Kind("Fitness", "Sports", "Yoga Mat,Dumbbell Set,Bench,Jump Rope", (12, 260), 50, (200, 24000), 6, _WINTER),
    Kind("Winter Sports", "Sports", "Ski Goggles,Sledge,Ski Gloves,Snow Boots", (19, 240), 52, (150, 5200), 9, _WINTER),
    Kind("Garden Tools", "Garden", "Hedge Trimmer,Spade,Hose,Lawn Mower", (14, 480), 59, (500, 21000), 5, _SPRING),
    Kind("Planters", "Garden", "Planter,Herb Box,Trellis,Watering Can", (9, 110), 43, (400, 7200), 4, _SPRING),
    Kind("Barbecue", "Garden", "Gas Grill,Charcoal Grill,Grill Tongs,Smoker", (12, 590), 61, (200, 38000), 5, _SUMMER),
    Kind("Outdoor Furniture", "Garden", "Lounger,Parasol,Bistro Set,Hammock", (35, 640), 60, (2500, 36000), 7, _SUMMER),
    Kind("Toys", "Kids", "Building Set,Wooden Train,Doll House,Puzzle", (9, 160), 50, (200, 5200), 4, _GIFTS),
    Kind("Board Games", "Kids", "Strategy Game,Card Game,Party Game,Quiz", (9, 75), 48, (200, 2100), 3, _GIFTS),
    Kind("Baby Care", "Kids", "Stroller,Bottle Set,Changing Mat,Baby Monitor", (9, 620), 62, (200, 13000), 6, _EVEN),
    Kind("School Supplies", "Kids", "Pencil Case,Notebook Set,School Bag,Globe", (5, 140), 44, (150, 1900), 4, _SCHOOL),
)
