#include "tools/bench/factbase/news_world.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

#include "absl/time/civil_time.h"
#include "common/base/sha256.h"
#include "common/base/strings.h"

namespace dateline {
namespace {

// SplitMix64: small, and a function of its seed on every platform.
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed * 0x9E3779B97F4A7C15ull + 0x1234567) {}
  Random(uint64_t seed, uint64_t stream, uint64_t number)
      : Random(Random(Random(seed).Next() ^ stream).Next() ^ number) {}

  uint64_t Next() {
    uint64_t z = (state_ += 0x9E3779B97F4A7C15ull);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
    return z ^ (z >> 31);
  }
  uint64_t Below(uint64_t bound) { return Next() % bound; }
  bool Chance(uint64_t percent) { return Below(100) < percent; }
  double Unit() { return static_cast<double>(Next() >> 11) * 0x1.0p-53; }
  // 1 to `ranks`, each as often as its rank is small (Zipf, exponent 1).
  uint64_t Zipf(uint64_t ranks) {
    const double drawn = std::exp(Unit() * std::log(static_cast<double>(ranks) + 1));
    return std::clamp<uint64_t>(static_cast<uint64_t>(drawn), 1, ranks);
  }

 private:
  uint64_t state_;
};

// What the random numbers of a document, story or entity are for.
enum Stream : uint64_t { kEntity = 1, kStory = 2, kDocument = 3, kSentence = 4 };

// Words that no two numbers share, also where only consonants are compared.
std::string Syllables(uint64_t number, int count) {
  static constexpr std::string_view kConsonants = "bdfglmnprstv";
  static constexpr std::string_view kVowels = "aoeiu";
  std::string word;
  for (int i = 0; i < count; ++i) {
    word.push_back(kConsonants[number % kConsonants.size()]);
    word.push_back(kVowels[(number + i) % kVowels.size()]);
    number /= kConsonants.size();
  }
  word.push_back('k');
  return word;
}

std::string Capitalized(std::string word) {
  word[0] = static_cast<char>(word[0] - 'a' + 'A');
  return word;
}

constexpr uint64_t kVocabulary = 20'000;

std::string Sentence(Random random, int words) {
  std::string text;
  for (int i = 0; i < words; ++i) {
    std::string word =
        Syllables(random.Zipf(kVocabulary) + 20, 1 + static_cast<int>(random.Below(3)));
    StrAppend(&text, i == 0 ? "" : " ", i == 0 ? Capitalized(word) : word);
  }
  return text + ".";
}

EntityType TypeOf(uint64_t rank) {
  static constexpr EntityType kTypes[] = {EntityType::kGpe, EntityType::kPerson,
                                          EntityType::kOrganization, EntityType::kPerson};
  return kTypes[rank % 4];
}

constexpr std::string_view kPositions[] = {
    "president",    "prime minister",    "foreign minister", "defense minister",
    "spokesperson", "secretary general", "governor",         "chairman"};
constexpr std::string_view kEventTypes[] = {
    "contact.meet",      "contact.call",     "contact.visit",     "agreement.sign",
    "agreement.reach",   "diplomacy.accuse", "diplomacy.request", "diplomacy.support",
    "aid.provide",       "sanction.impose",  "military.mobilize", "conflict.attack",
    "conflict.clash",    "justice.arrest",   "justice.charge",    "protest.demonstrate",
    "personnel.appoint", "personnel.resign", "legislation.pass",  "movement.travel",
    "business.acquire",  "business.invest",  "life.die",          "disaster.occur"};
constexpr std::string_view kAgencies[] = {"Norda",   "Telepress", "Wire Union",
                                          "Mundial", "Sovest",    "Pacific News"};
constexpr std::string_view kPatterns[] = {"relation.office.apposition", "event.meet.subject",
                                          "statement.said.after", "claim.verb"};

std::string NameOf(uint64_t rank) {
  const uint64_t first = rank % 500, last = rank / 500 + 7 * first;
  switch (TypeOf(rank)) {
    case EntityType::kPerson:
      return StrCat(Capitalized(Syllables(first + 150, 2)), " ", Capitalized(Syllables(last, 3)));
    case EntityType::kGpe:
      return Capitalized(Syllables(rank, 5)) + "stan";
    default:
      return StrCat(Capitalized(Syllables(rank, 4)), " ", Capitalized(Syllables(last, 3)),
                    rank % 3 == 0 ? " Group" : " Agency");
  }
}

TimeInterval DayOf(int64_t day) {
  const absl::CivilDay civil = absl::CivilDay(2015, 1, 1) + day;
  TimeInterval time;
  time.start = absl::CivilSecond(civil);
  time.end = absl::CivilSecond(civil.year(), civil.month(), civil.day(), 23, 59, 59);
  time.granularity = Granularity::kDay;
  return time;
}

// Builds one document.
class Writer {
 public:
  Writer(const NewsWorldOptions& options, uint64_t number)
      : options_(options), number_(number), random_(options.seed, kDocument, number) {
    story_ = StoryOf();
    day_ = static_cast<int64_t>(story_ / options.stories_a_day + random_.Below(2));
  }

  Extraction Write() {
    Head();
    for (int i = 0; i < 5; ++i) Background(random_.Zipf(options_.entities));
    for (int i = 0; i < 8; ++i) FromStory(random_.Below(kStoryFacts));
    for (int i = 0; i < 7; ++i) Own(i);
    return std::move(out_);
  }

 private:
  static constexpr uint64_t kStoryFacts = 14;
  static constexpr uint64_t kBigStoryEvery = 400;

  // Stories are told for a while; now and then one that all tell.
  uint64_t StoryOf() {
    const uint64_t newest = number_ / options_.documents_a_story;
    if (random_.Chance(8)) return newest - newest % kBigStoryEvery;
    return newest - std::min<uint64_t>(newest, random_.Zipf(30) - 1);
  }

  void Head() {
    Document& document = out_.document;
    document.id = HashedId({"bench", StrCat(options_.seed), StrCat(number_)});
    const uint64_t publisher = random_.Zipf(options_.publishers);
    document.publisher = StrCat(Capitalized(Syllables(publisher, 3)), " Times");
    document.uri = StrCat("https://", Syllables(publisher, 3), ".example/", day_, "/", number_);
    document.title = Sentence(Random(options_.seed, kSentence, number_), 8);
    document.published_at = DayOf(day_);
    document.language = "en";
    agency_ = random_.Chance(30);
    if (agency_) document.credited_agencies = {std::string(kAgencies[story_ % 6])};
    out_.extractor_version = "bench+rules.1";
  }

  EntityReference Refer(uint64_t rank) {
    const auto [it, fresh] = local_.try_emplace(rank, local_.size());
    EntityReference reference{StrCat("e", it->second), NameOf(rank), TypeOf(rank)};
    if (!fresh) return reference;
    DocumentEntity entity;
    entity.id = reference.id;
    entity.name = reference.name;
    entity.type = reference.type;
    entity.names = {{entity.name, NameForm::kFull}};
    if (entity.type == EntityType::kPerson) {
      entity.names.push_back({entity.name.substr(entity.name.find(' ') + 1), NameForm::kShort});
    }
    if (entity.type == EntityType::kGpe) entity.external_ids = {StrCat("geonames:", rank)};
    for (int i = 0; i < 2; ++i) {
      const auto begin = static_cast<uint32_t>(random_.Below(4000));
      entity.mentions.push_back({{begin, begin + static_cast<uint32_t>(entity.name.size())}});
    }
    out_.entities.push_back(std::move(entity));
    return reference;
  }
  EntityReference Draw(Random& random) { return Refer(random.Zipf(options_.entities)); }

  // Adds the fact with a sentence of its own. Copies of an agency's report have
  // one sentence, all others word it themselves.
  void Add(FactContent content, Random sentence, bool copied) {
    if (!copied) sentence = Random(random_.Next());
    const bool deviates = random_.Chance(5);
    Passage passage;
    passage.text = Sentence(sentence, 16 + static_cast<int>(sentence.Below(10)));
    passage.span = {end_, end_ + static_cast<uint32_t>(passage.text.size())};
    end_ = passage.span.end + 1;
    ExtractedFact fact;
    Attestation& attestation = fact.attestation;
    attestation.evidence = {{{passage.span.begin, passage.span.begin + 60}, ""}};
    attestation.confidence = 0.5 + 0.05 * static_cast<double>(random_.Below(10));
    attestation.pattern_id = kPatterns[static_cast<size_t>(content.kind()) - 1];
    attestation.attribution = {{{"", out_.document.publisher, EntityType::kOrganization},
                                AttributionKind::kPublisher,
                                ""}};
    if (content.valid_time.has_value()) attestation.time_source = TimeSource::kClause;
    if (deviates) Deviate(content, attestation);
    attestation.stated_time = content.valid_time;
    fact.content = std::move(content);
    out_.passages.push_back(std::move(passage));
    out_.facts.push_back(std::move(fact));
  }

  void Deviate(FactContent& content, Attestation& attestation) {
    auto* relation = std::get_if<Relation>(&content.body);
    if (relation != nullptr && std::holds_alternative<double>(relation->object)) {
      relation->object = static_cast<double>(2 + random_.Below(40));
    } else if (auto* event = std::get_if<Event>(&content.body);
               event != nullptr && event->roles[0].role == "chair") {
      event->roles[0].value = Draw(random_);
    } else {
      attestation.factuality.polarity = Polarity::kNegative;
    }
  }

  // What is known of an entity for long: one of five facts.
  void Background(uint64_t rank) {
    Random choice(options_.seed, kEntity, rank * 8 + random_.Below(5));
    FactContent content;
    Relation relation;
    relation.subject = Refer(rank);
    if (TypeOf(rank) == EntityType::kPerson) {
      content.type = "holds_position";
      relation.object = Draw(choice);
      relation.qualifiers = {{"position", std::string(kPositions[choice.Below(8)])}};
    } else if (choice.Chance(20)) {
      content.type = "member_count";
      relation.object = static_cast<double>(5 + rank % 20);
    } else {
      content.type = choice.Chance(50) ? "member_of" : "located_in";
      relation.object = Draw(choice);
    }
    content.body = std::move(relation);
    Add(std::move(content), choice, random_.Chance(20));
  }

  void FromStory(uint64_t index) {
    Random story(options_.seed, kStory, story_ * 64);
    std::vector<uint64_t> cast;
    for (int i = 0; i < 4; ++i) cast.push_back(story.Zipf(options_.entities));
    Random choice(options_.seed, kStory, story_ * 64 + 1 + index);
    if (index < 4) {
      Add(EventOf(choice, cast, static_cast<int64_t>(story_ / options_.stories_a_day)), choice,
          agency_);
    } else if (index < 9) {
      Add(StatementOf(choice, cast[index % 4]), choice, agency_);
    } else {
      Add(ClaimOf(choice, cast[index % 4]), choice, agency_);
    }
  }

  void Own(int index) {
    std::vector<uint64_t> cast;
    for (int i = 0; i < 3; ++i) cast.push_back(random_.Zipf(options_.entities));
    Random choice(random_.Next());
    if (index < 1) {
      Add(EventOf(choice, cast, day_), choice, false);
    } else if (index < 2) {
      Add(StatementOf(choice, cast[0]), choice, false);
    } else {
      Add(ClaimOf(choice, cast[0]), choice, false);
    }
  }

  FactContent EventOf(Random& choice, const std::vector<uint64_t>& cast, int64_t day) {
    FactContent content;
    content.type = kEventTypes[choice.Below(std::size(kEventTypes))];
    content.valid_time = DayOf(day);
    Event event;
    event.plover_code = "CONSULT";
    event.roles = {{content.type == "contact.meet" ? "chair" : "actor", Refer(cast[0])},
                   {content.type == "contact.meet" ? "participant" : "recipient", Refer(cast[1])},
                   {"place", Refer(4 * (1 + choice.Below(200)))}};
    if (content.type == "contact.meet") event.roles.push_back({"participant", Refer(cast[2])});
    content.body = std::move(event);
    return content;
  }

  FactContent StatementOf(Random& choice, uint64_t speaker) {
    FactContent content;
    content.valid_time = DayOf(day_);
    Statement statement;
    statement.speaker = Refer(speaker);
    statement.content = Sentence(choice, 14);
    statement.quoted = choice.Chance(50);
    statement.topics = {Refer(choice.Zipf(options_.entities))};
    content.body = std::move(statement);
    return content;
  }

  FactContent ClaimOf(Random& choice, uint64_t subject) {
    Claim claim;
    claim.subject.entity = Refer(subject);
    claim.subject.text = claim.subject.entity->name;
    claim.relation = Syllables(choice.Zipf(3000), 2);
    claim.objects = {{Sentence(choice, 4), std::nullopt}};
    FactContent content;
    content.body = std::move(claim);
    return content;
  }

  const NewsWorldOptions& options_;
  const uint64_t number_;
  Random random_;
  uint64_t story_ = 0;
  int64_t day_ = 0;
  bool agency_ = false;
  uint32_t end_ = 0;  // Of the text written so far.
  std::map<uint64_t, size_t> local_;
  Extraction out_;
};

}  // namespace

Extraction NewsWorld::MakeDocument(uint64_t number) const {
  return Writer(options_, number).Write();
}

std::string NewsWorld::EntityName(uint64_t rank) const { return NameOf(rank); }

}  // namespace dateline
