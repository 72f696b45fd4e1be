"""Articles for load tests: seeded, so that the same seed gives the same bytes.

Several outlets report on the same invented people, bodies and meetings, with agency copies,
denials, figures that differ and names in short and long form, so that documents share entities and
facts and the order of their arrival could matter if anything depended on it.
"""
import random

FIRST = ["Mara", "Ilian", "Teodor", "Sena", "Joran", "Adela", "Ruvim", "Kasia", "Orlan", "Petra"]
LAST = ["Velkov", "Ashdown", "Torrino", "Malmgren", "Okafor", "Drexler", "Halvari", "Quent",
        "Sorbek", "Lindqvist"]
COUNTRIES = ["Norway", "Ghana", "Peru", "Vietnam", "Jordan", "Estonia", "Uruguay", "Nepal"]
CITIES = ["Oslo", "Accra", "Lima", "Hanoi", "Amman", "Tallinn", "Montevideo", "Kathmandu"]
BODIES = [("Northern Grain Council", "NGC"), ("Union of River States", "URS"),
          ("Coastal Transit Organization", "CTO"), ("Highland Water Forum", "HWF")]
OFFICES = ["President", "Prime Minister", "Foreign Minister", "Defense Minister"]
OUTLETS = ["Harbour Post", "Meridian Daily", "The Alder Herald", "Gazette of the North",
           "Morning Ledger", "Sundial News"]
AGENCIES = ["Alder Wire", "Meridian Press Agency"]
TOPICS = ["grain transit", "river levels", "customs rules", "harbour fees", "drought relief"]
MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September",
          "October", "November", "December"]


class World:
    """Who holds which office, and which bodies have which members."""

    def __init__(self, rng, bodies=None, surnames=None):
        self.bodies = bodies or BODIES
        names = [f"{first} {last}" for first in FIRST for last in surnames or LAST]
        rng.shuffle(names)
        self.holders = [(names.pop(), rng.choice(OFFICES), country) for country in COUNTRIES
                        for _ in range(2)]
        self.members = {name: rng.sample(COUNTRIES, 4) for name, _ in self.bodies}
        self.founded = {name: rng.randint(1950, 2005) for name, _ in self.bodies}
        self.secretary = {name: names.pop() for name, _ in self.bodies}


def _date(rng):
    return rng.randint(1, 28), rng.randint(1, 12), rng.randint(2018, 2022)


def _meeting(rng, world):
    name, short = rng.choice(world.bodies)
    person, office, country = rng.choice(world.holders)
    city = rng.choice(CITIES)
    day, month, year = _date(rng)
    return (f"A meeting of the {name} ({short}) was held in {city} on {MONTHS[month - 1]} {day}, "
            f"{year}. It was chaired by the {office} of {country}, {person}.")


def _statement(rng, world):
    person, office, country = rng.choice(world.holders)
    topic = rng.choice(TOPICS)
    verb = rng.choice(["said", "told reporters", "announced"])
    if rng.random() < 0.5:
        return (f"\"We shall not wait for others with {topic},\" {office} of {country} {person} "
                f"{verb}.")
    return f"{person}, the {office} of {country}, {verb} that talks on {topic} would go on."


def _background(rng, world):
    name, short = rng.choice(world.bodies)
    members = world.members[name]
    # Now and then an outlet gets a figure or a year wrong.
    wrong = 1 if rng.random() < 0.1 else 0
    return (f"The {name} ({short}) is a regional organization that currently has "
            f"{len(members) + wrong} members: {', '.join(members[:-1])} and {members[-1]}. "
            f"It was founded in {world.founded[name] + wrong}.")


def _secretary(rng, world):
    name, short = rng.choice(world.bodies)
    person = world.secretary[name]
    surname = person.split()[1]
    return (f"{person}, the secretary general of the {name}, arrived in {rng.choice(CITIES)}. "
            f"{surname} denied that the {short} planned to raise its fees.")


def _invented_word(rng):
    return (rng.choice(["Bal", "Cor", "Den", "Fal", "Gor", "Hel", "Kel", "Lor", "Mor", "Nor", "Pel",
                        "Ser", "Tor", "Vel", "Zan"])
            + rng.choice(["a", "e", "i", "o", "u"])
            + rng.choice(["bert", "cott", "dane", "forth", "lund", "mere", "novic", "quist", "rell",
                          "sby", "thwaite", "vane", "wick"]))


def generate_worlds(seed, count, each=60):
    """`count` articles of which each `each` are of a world with people and bodies of its own, so
    that a fact has tens of reports, however many articles there are."""
    rng = random.Random(seed)
    articles = []
    for number in range(0, count, each):
        place = _invented_word(rng)
        bodies = [(f"{place} {name.split(' ', 1)[1]}", place[0] + short[1:])
                  for name, short in BODIES]
        surnames = sorted({_invented_word(rng) for _ in range(12)})
        articles += generate(f"{seed}-{number}", min(each, count - number),
                             World(rng, bodies, surnames))
    return articles


def generate(seed, count, world=None):
    """`count` dicts with uri, content, publisher and published_at."""
    rng = random.Random(seed)
    world = world or World(rng)
    sentences = [_meeting, _statement, _background, _secretary]
    articles = []
    for number in range(count):
        day, month, year = _date(rng)
        outlet = rng.choice(OUTLETS)
        if articles and rng.random() < 0.15:
            # The same agency copy under another outlet's name.
            body = rng.choice(articles)["body"]
        else:
            body = "\n\n".join(rng.choice(sentences)(rng, world)
                               for _ in range(rng.randint(2, 6)))
            if rng.random() < 0.3:
                body += f"\n\nBased on materials from {rng.choice(AGENCIES)}"
        head = f"News of the day, part {number}\n\n{day} {MONTHS[month - 1]} {year}\n\n"
        articles.append({
            "uri": f"https://load.example/{seed}/{number}",
            "body": body,
            "content": (head + body + f"\n\n© {year} {outlet}\n").encode(),
            "publisher": outlet,
            "published_at": f"{year:04}-{month:02}-{day:02}",
        })
    return articles
