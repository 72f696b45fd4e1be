#include "services/query/factbase/identity.h"

#include <algorithm>

#include "common/base/sha256.h"
#include "common/base/strings.h"
#include "common/text/folding.h"
#include "services/query/factbase/name_reach.h"

namespace dateline::query {
namespace {

constexpr char kExternalIdClass = '0';
constexpr char kPersonClass = '1';
constexpr char kUseClass = '9';
constexpr char kUnitSeparator = '\x1f';
constexpr std::string_view kCountryMark = " @";
constexpr std::string_view kCountryScheme = "iso3166:";
// A document that gives one entity more names than this is not believed.
constexpr size_t kMaxStrongNames = 16;

char ClassOf(EntityType type) {
  switch (type) {
    case EntityType::kPerson:
      return kPersonClass;
    case EntityType::kGpe:
    case EntityType::kLocation:
      return '3';
    case EntityType::kFacility:
      return '4';
    case EntityType::kGroup:
      return '5';
    case EntityType::kEvent:
      return '6';
    case EntityType::kAgreement:
      return '7';
    case EntityType::kProduct:
      return '8';
    case EntityType::kOrganization:
    case EntityType::kUnspecified:
      return '2';
  }
  return '2';
}

bool IsStrong(NameForm form) {
  return form == NameForm::kFull || form == NameForm::kVariant || form == NameForm::kAbbreviation;
}

EntityType TypeOfClass(char digit) {
  switch (digit) {
    case kPersonClass:
      return EntityType::kPerson;
    case '2':
      return EntityType::kOrganization;
    case '3':
      return EntityType::kGpe;
    case '4':
      return EntityType::kFacility;
    case '5':
      return EntityType::kGroup;
    case '6':
      return EntityType::kEvent;
    case '7':
      return EntityType::kAgreement;
    case '8':
      return EntityType::kProduct;
    default:
      return EntityType::kUnspecified;
  }
}

// The country that a document is mostly about, by mentions; none where two are
// level.
std::string CountryOf(const std::vector<DocumentEntity>& entities) {
  std::map<std::string, size_t> mentions;
  for (const DocumentEntity& entity : entities) {
    std::set<std::string> countries;
    for (const std::string& id : entity.external_ids) {
      if (id.starts_with(kCountryScheme)) countries.insert(id.substr(0, id.find('-')));
    }
    for (const std::string& country : countries) mentions[country] += entity.mentions.size();
  }
  std::string best;
  size_t most = 0;
  bool level = false;
  for (const auto& [country, count] : mentions) {
    level = count == most || (level && count < most);
    if (count <= most) continue;
    most = count;
    best = country;
  }
  return level ? "" : best;
}

class DocumentReader {
 public:
  DocumentReader(std::string_view document_id, const std::vector<DocumentEntity>& entities,
                 const std::set<Node>& pinned)
      : id_(document_id), country_(CountryOf(entities)), pinned_(pinned) {}

  void Add(const DocumentEntity& entity) {
    std::set<Node> nodes = PinnedUses(entity);
    if (nodes.empty()) {
      std::set<Node> abbreviations;
      AddNames(entity, nodes, abbreviations);
      for (const std::string& id : entity.external_ids) nodes.insert(ExternalIdNode(id));
      // Nothing that says something elsewhere: a node that links to nothing.
      if (nodes.empty()) nodes.insert(UseNode(id_, NameNode(entity.type, entity.name)));
      if (nodes.size() > 1) {
        for (const Node& node : abbreviations) {
          if (nodes.contains(node)) out_.abbreviations.insert(node);
        }
      }
      for (auto a = nodes.begin(); a != nodes.end(); ++a) {
        for (auto b = std::next(a); b != nodes.end(); ++b) out_.links.emplace(*a, *b);
      }
    }
    out_.nodes.insert(nodes.begin(), nodes.end());
    out_.nodes_of_entity[entity.id] = std::move(nodes);
  }

  DocumentIdentity Take() { return std::move(out_); }

 private:
  std::set<Node> PinnedUses(const DocumentEntity& entity) const {
    std::set<Node> uses;
    if (pinned_.empty()) return uses;
    const auto add = [&](const std::string& name) {
      const Node node = NameNode(entity.type, name);
      if (pinned_.contains(node)) uses.insert(UseNode(id_, node));
    };
    add(entity.name);
    for (const EntityName& name : entity.names) add(name.text);
    return uses;
  }

  void AddNames(const DocumentEntity& entity, std::set<Node>& nodes,
                std::set<Node>& abbreviations) const {
    // What a document also writes in lower case is no name there.
    std::set<Node> described;
    for (const EntityName& name : entity.names) {
      if (IsDescription(name.text)) described.insert(NameNode(entity.type, name.text));
    }
    // "Democratic Party (DP)": told from others by its abbreviation.
    const bool is_abbreviated =
        std::any_of(entity.names.begin(), entity.names.end(),
                    [](const EntityName& name) { return name.form == NameForm::kAbbreviation; });
    size_t strong_names = 0;
    for (const EntityName& name : entity.names) {
      if (!IsStrong(name.form) || strong_names == kMaxStrongNames) continue;
      ++strong_names;
      Node node = NameNode(entity.type, name.text);
      const NameReach reach = ReachOf(entity.type, name.text);
      if (reach == NameReach::kDocument || described.contains(node)) continue;
      if (reach == NameReach::kCountry && !country_.empty()) {
        node = CountryNameNode(node, country_);
      } else if (reach == NameReach::kCountry && !is_abbreviated) {
        continue;
      }
      if (name.form == NameForm::kAbbreviation) abbreviations.insert(node);
      nodes.insert(std::move(node));
    }
  }

  const std::string_view id_;
  const std::string country_;
  const std::set<Node>& pinned_;
  DocumentIdentity out_;
};

}  // namespace

bool IsExternalIdNode(std::string_view node) { return node.starts_with(kExternalIdClass); }
bool IsPersonNode(std::string_view node) { return node.starts_with(kPersonClass); }
bool IsUseNode(std::string_view node) { return node.starts_with(kUseClass); }
std::string_view NodeText(std::string_view node) { return node.substr(1); }

Node NameNode(EntityType type, std::string_view name) {
  std::string folded = FoldForMatching(name);
  if (type != EntityType::kPerson && folded.size() > 4 && folded.starts_with("the ")) {
    folded.erase(0, 4);
  }
  // A name of marks alone ("***") still tells entities apart.
  if (folded.empty()) folded = std::string(name);
  return ClassOf(type) + folded;
}

Node ExternalIdNode(std::string_view external_id) {
  return kExternalIdClass + std::string(external_id);
}

Node CountryNameNode(const Node& name, std::string_view country) {
  return StrCat(name, kCountryMark, country);
}

Node UseNode(std::string_view document_id, const Node& name) {
  return StrCat(std::string(1, kUseClass), document_id, std::string(1, kUnitSeparator), name);
}

NodeParts PartsOf(const Node& node) {
  NodeParts parts;
  std::string_view rest = node;
  if (IsUseNode(node)) {
    const size_t separator = std::min(node.rfind(kUnitSeparator), node.size() - 1);
    parts.document_id = node.substr(1, separator - 1);
    rest.remove_prefix(separator + 1);
  }
  if (rest.empty()) return parts;
  parts.type = TypeOfClass(rest.front());
  rest.remove_prefix(1);
  if (const size_t mark = rest.rfind(kCountryMark); mark != std::string_view::npos) {
    parts.country = rest.substr(mark + kCountryMark.size());
    rest = rest.substr(0, mark);
  }
  parts.text = rest;
  return parts;
}

DocumentIdentity IdentityOf(std::string_view document_id,
                            const std::vector<DocumentEntity>& entities,
                            const std::set<Node>& pinned) {
  DocumentReader reader(document_id, entities, pinned);
  for (const DocumentEntity& entity : entities) reader.Add(entity);
  return reader.Take();
}

const NodePlace& DecidingPlace(const std::set<Node>& nodes,
                               const std::map<Node, NodePlace>& places) {
  const NodePlace* best = nullptr;
  for (const Node& node : nodes) {
    const NodePlace& place = places.at(node);
    if (best == nullptr || place.rank < best->rank) best = &place;
  }
  return *best;
}

std::string EntityIdOf(const Node& root) { return HashedId({"entity", root}); }

}  // namespace dateline::query
