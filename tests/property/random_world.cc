#include "tests/property/random_world.h"

#include <algorithm>

#include "common/base/sha256.h"
#include "common/base/strings.h"

namespace dateline {
namespace {

// One person's spellings, or one body's full names, share a row.
const std::vector<std::vector<std::string>> kPersons = {
    {"Zhanna Kirayeva", "Janna Kirayeva", "Zhanna Kiraeva"},
    {"Aleksandr Tovich", "Alexandr Tovich", "Aleksander Tovich"},
    {"Mario Petran"},
    {"Maria Petran"},
    {"Ulla Tovich"},
};
struct Body {
  std::vector<std::string> names;
  std::string abbreviation;
};
const std::vector<Body> kBodies = {
    {{"Northern Harbour Organization", "Northern Harbour Organisation"}, "NHO"},
    {{"National Health Office"}, "NHO"},
    {{"League of Mill Towns", "The League of Mill Towns"}, "LMT"},
    {{"Mill Guild"}, ""},
};
struct PlaceName {
  std::string name, official, external_id;
};
const std::vector<PlaceName> kPlaces = {
    {"Orland", "Republic of Orland", "iso3166:XO"},
    {"Orland", "State of Orland", "geonames:11"},
    {"Pasha Bay", "", "geonames:12"},
    {"Quellin", "", ""},
};
const std::vector<std::string> kPublishers = {"Mill Post", "Harbour Daily", "Orland Today", ""};
const std::vector<std::string> kAgencies = {"Wire One", "Wire Two"};
const std::vector<std::string> kSentences = {
    "The delegates met in the harbour town to speak about grain prices this week.",
    "Officials said that the talks would go on until everybody had been heard at last.",
    "Short words.",
    "A spokesperson told reporters in the evening that nothing had been decided yet by anyone.",
    "All of them died in the blast at the mill, the harbour master said in the evening. It rained.",
    "An explosion shook the old mill.",
};
const std::vector<std::string> kTolls = {"Nine people", "9 people",   "seven people",
                                         "at least 8",  "two divers", "some people"};
// What only pins speak of.
const std::vector<std::string> kStrangers = {"Oda Lindqvist", "Zhanna Kyrayeva"};
const std::vector<std::string> kPositions = {"president", "Mayor", "mayor", "secretary general"};

std::string DocumentId(int number) { return HashedId({"random document", StrCat(number)}); }

}  // namespace

DocumentEntity RandomWorld::Person() {
  const std::vector<std::string>& spellings = Pick(kPersons);
  DocumentEntity entity;
  entity.type = EntityType::kPerson;
  const std::string full = Pick(spellings);
  const std::string surname = full.substr(full.find(' ') + 1);
  if (Chance(15)) {
    entity.names = {{surname, Chance(50) ? NameForm::kShort : NameForm::kFull}};
  } else {
    entity.names = {{full, NameForm::kFull}, {surname, NameForm::kShort}};
    if (Chance(20)) entity.names.push_back({Pick(spellings), NameForm::kVariant});
  }
  return entity;
}

DocumentEntity RandomWorld::Organization() {
  const Body& body = Pick(kBodies);
  DocumentEntity entity;
  entity.type = EntityType::kOrganization;
  if (!body.abbreviation.empty() && Chance(30)) {
    entity.names = {{body.abbreviation, NameForm::kFull}};
    return entity;
  }
  entity.names = {{Pick(body.names), NameForm::kFull}};
  if (!body.abbreviation.empty() && Chance(50)) {
    entity.names.push_back({body.abbreviation, NameForm::kAbbreviation});
  }
  return entity;
}

DocumentEntity RandomWorld::Place() {
  const PlaceName& place = Pick(kPlaces);
  DocumentEntity entity;
  entity.type = Chance(80) ? EntityType::kGpe : EntityType::kLocation;
  entity.names = {{place.name, NameForm::kFull}};
  if (!place.official.empty() && Chance(40)) {
    entity.names.push_back({place.official, NameForm::kVariant});
  }
  if (!place.external_id.empty() && Chance(60)) entity.external_ids = {place.external_id};
  return entity;
}

EntityReference RandomWorld::Reference(const Extraction& extraction, EntityType type) {
  std::vector<const DocumentEntity*> fitting;
  for (const DocumentEntity& entity : extraction.entities) {
    if (entity.type == type) fitting.push_back(&entity);
  }
  const DocumentEntity& entity = fitting.empty() ? Pick(extraction.entities) : *Pick(fitting);
  return {entity.id, entity.name, entity.type};
}

TimeInterval RandomWorld::Time() {
  const absl::CivilDay day(2024, 3, 4 + static_cast<int>(Below(3)));
  if (Chance(15)) return TimeInterval::Month(absl::CivilMonth(day));
  if (Chance(10)) return TimeInterval::Days(day, day + 2);
  TimeInterval time = TimeInterval::Day(day);
  time.approximate = Chance(10);
  return time;
}

FactContent RandomWorld::Relation(const Extraction& extraction) {
  FactContent content;
  dateline::Relation relation;
  if (Chance(30)) content.valid_time = Time();
  switch (Below(4)) {
    case 0:
      content.type = "holds_position";
      relation.subject = Reference(extraction, EntityType::kPerson);
      relation.object = Reference(extraction, EntityType::kOrganization);
      relation.qualifiers = {{"position", Pick(kPositions)}};
      break;
    case 1:
      content.type = "member_count";
      relation.subject = Reference(extraction, EntityType::kOrganization);
      relation.object = 5.0 + Below(2);
      break;
    case 2:
      content.type = "founded_on";
      relation.subject = Reference(extraction, EntityType::kOrganization);
      relation.object = TimeInterval::Year(absl::CivilYear(1990 + Below(3)));
      break;
    default:
      content.type = "is_a";
      relation.subject = Reference(extraction, EntityType::kOrganization);
      relation.object = std::string(Chance(50) ? "regional body" : "Regional body");
  }
  content.body = relation;
  return content;
}

FactContent RandomWorld::Event(const Extraction& extraction) {
  FactContent content;
  dateline::Event event;
  content.type = Chance(70) ? "contact.meet" : "life.die";
  if (Chance(85)) content.valid_time = Time();
  const auto add = [&](std::string role, Value value) {
    const RoleFiller filler{std::move(role), std::move(value)};
    const bool known =
        std::find(event.roles.begin(), event.roles.end(), filler) != event.roles.end();
    if (!known) event.roles.push_back(filler);
  };
  if (content.type == "life.die") {
    if (Chance(70)) add("number", 14.0 + Below(2));
    if (Chance(40)) {
      add("person", Reference(extraction, EntityType::kPerson));
    } else {
      add("person", Pick(kTolls));
    }
  } else {
    for (uint32_t n = 1 + Below(3); n > 0; --n) {
      add("participant", Reference(extraction, EntityType::kPerson));
    }
    if (Chance(40)) add("chair", Reference(extraction, EntityType::kPerson));
    if (Chance(20)) add("topic", std::string("grain prices"));
  }
  if (Chance(60)) add("place", Reference(extraction, EntityType::kGpe));
  content.body = event;
  return content;
}

FactContent RandomWorld::Statement(const Extraction& extraction) {
  FactContent content;
  dateline::Statement statement;
  statement.speaker = Reference(extraction, EntityType::kPerson);
  statement.content = Chance(50) ? "We will not wait." : "we will not wait";
  if (Chance(30)) statement.content = "The mill stays open";
  statement.quoted = Chance(50);
  if (Chance(20)) statement.addressee = Reference(extraction, EntityType::kOrganization);
  if (Chance(30)) statement.topics.push_back(Reference(extraction, EntityType::kGpe));
  if (Chance(30)) content.valid_time = Time();
  content.body = statement;
  return content;
}

FactContent RandomWorld::Claim(const Extraction& extraction) {
  FactContent content;
  dateline::Claim claim;
  claim.subject = {"the mill", std::nullopt};
  if (Chance(60)) {
    const EntityReference entity = Reference(extraction, EntityType::kOrganization);
    claim.subject = {entity.name, entity};
  }
  claim.relation = Chance(50) ? "has granted" : "Has granted";
  claim.objects = {{"a loan", std::nullopt}};
  content.body = claim;
  return content;
}

Attestation RandomWorld::Support(const Extraction& extraction, ByteSpan span) {
  Attestation attestation;
  attestation.evidence = {{span, ""}};
  attestation.confidence = 0.5 + 0.1 * Below(5);
  attestation.pattern_id = "test.pattern";
  if (!extraction.document.publisher.empty()) {
    attestation.attribution.push_back(
        {{"", extraction.document.publisher, {}}, AttributionKind::kPublisher, ""});
  }
  if (Chance(20)) {
    attestation.attribution.push_back(
        {{"", Pick(kAgencies), EntityType::kOrganization}, AttributionKind::kAgency, "reported"});
  }
  if (Chance(20)) {
    attestation.attribution.push_back(
        {Reference(extraction, EntityType::kPerson), AttributionKind::kSpeaker, "said"});
  }
  if (Chance(20)) attestation.factuality.polarity = Polarity::kNegative;
  if (Chance(30)) attestation.factuality.status = FactStatus::kPlanned;
  if (Chance(20)) attestation.factuality.certainty = Certainty::kProbable;
  return attestation;
}

query::PinTarget RandomWorld::Target(int documents) {
  query::PinTarget target;
  switch (Below(4)) {
    case 0:
      target.external_id = Pick(kPlaces).external_id;
      if (!target.external_id.empty()) break;
      [[fallthrough]];
    case 1:
      target.type = EntityType::kGpe;
      target.name = Pick(kPlaces).name;
      break;
    case 2: {
      const Body& body = Pick(kBodies);
      target.type = EntityType::kOrganization;
      target.name = body.abbreviation.empty() || Chance(50) ? Pick(body.names) : body.abbreviation;
      if (target.name == "National Health Office") target.country = "iso3166:XO";
      break;
    }
    default:
      target.type = EntityType::kPerson;
      target.name = Chance(15) ? Pick(kStrangers) : Pick(Pick(kPersons));
  }
  if (target.external_id.empty() && Chance(35)) {
    target.document_id = DocumentId(static_cast<int>(Below(static_cast<uint32_t>(documents))));
    target.country.clear();
    if (target.type == EntityType::kPerson && Chance(30)) target.name = "Tovich";
  }
  return target;
}

query::PinRequest RandomWorld::MakePin(int documents) {
  query::PinRequest pin;
  pin.relation = Chance(50) ? query::PinRelation::kSame : query::PinRelation::kDifferent;
  do {
    pin.left = Target(documents);
    pin.right = Target(documents);
  } while (query::NodeOf(pin.left) == query::NodeOf(pin.right));
  pin.author = Chance(50) ? "one editor" : "another editor";
  pin.reason = Chance(50) ? "the photograph shows it" : "";
  return pin;
}

Extraction RandomWorld::MakeDocument(int number) {
  Extraction extraction;
  Document& document = extraction.document;
  document.id = DocumentId(number);
  document.uri = StrCat("article-", number, ".txt");
  document.publisher = Pick(kPublishers);
  if (Chance(80)) {
    document.published_at = TimeInterval::Day(absl::CivilDay(2024, 3, 2 + Below(6)));
  }
  if (Chance(25)) document.credited_agencies = {Pick(kAgencies)};
  extraction.extractor_version = Chance(90) ? "1" : "2";
  for (uint32_t n = 3 + Below(4); n > 0; --n) {
    const uint32_t sort = Below(3);
    DocumentEntity entity = sort == 0 ? Person() : sort == 1 ? Organization() : Place();
    entity.id = StrCat("e", extraction.entities.size());
    entity.name = entity.names.front().text;
    entity.mentions.resize(entity.name.size() % 3);
    extraction.entities.push_back(std::move(entity));
  }
  uint32_t offset = 0;
  for (uint32_t n = 1 + Below(5); n > 0; --n) {
    const std::string text = Pick(kSentences);
    const ByteSpan span{offset, offset + static_cast<uint32_t>(text.size())};
    offset = span.end + 1;
    extraction.passages.push_back({span, text});
    ExtractedFact fact;
    const uint32_t kind = Below(10);
    fact.content = kind < 4   ? Relation(extraction)
                   : kind < 7 ? Event(extraction)
                   : kind < 9 ? Statement(extraction)
                              : Claim(extraction);
    fact.attestation = Support(extraction, span);
    fact.attestation.stated_time = fact.content.valid_time;
    extraction.facts.push_back(std::move(fact));
  }
  return extraction;
}

}  // namespace dateline
