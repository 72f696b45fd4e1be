#include "services/ingest/core/resemblance_finder.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "common/base/status_macros.h"
#include "common/text/article_address.h"
#include "common/text/folding.h"
#include "services/ingest/core/document_rows.h"
#include "services/ingest/core/text_likeness.h"
#include "services/ingest/core/text_sketch.h"

namespace dateline::ingest {
namespace {

// Fewer equal words ("Page not found") make no copy, but under one address.
constexpr size_t kMinEqualWords = 8;
// A page may give a wrong address as its own (a section's). What shares this much
// with its predecessor, or its headline, is a version of it.
constexpr double kMinContainmentOfRevision = 0.1;
// A name that is no address ("story.txt") may stand for another article next time.
constexpr double kMinContainmentOfName = 0.3;
// Documents with the same words that are looked at: they tell the same.
constexpr size_t kMaxSameWords = 3;
// Versions before the newest that may be gone.
constexpr size_t kMaxVersions = 3;
// Texts that a round keeps ready; they are short-lived, but documents may be long.
constexpr size_t kMaxTextsKept = 64;

}  // namespace

struct ResemblanceFinder::Subject {
  explicit Subject(StoredDocument stored_document, const std::vector<TextWord>& words)
      : stored(std::move(stored_document)),
        word_count(words.size()),
        address(ArticleAddress(stored.document.canonical_url, stored.document.uri)),
        publisher(FoldForMatching(stored.document.publisher)),
        title(FoldForMatching(stored.document.title)),
        sketch(SketchOf(words)),
        text(words) {}

  StoredDocument stored;  // Without text.
  size_t word_count = 0;
  std::string address;
  std::string publisher;  // Folded, as title.
  std::string title;
  TextSketch sketch;
  ComparedText text;

  bool HasAddressOf(const Subject& other) const {
    return !address.empty() && address == other.address;
  }
  bool HasNameOf(const Subject& other) const {
    return address.empty() && other.address.empty() && !stored.document.uri.empty() &&
           stored.document.uri == other.stored.document.uri;
  }
  bool IsOfOtherOutlet(const Subject& other) const {
    if (!publisher.empty() && !other.publisher.empty()) return publisher != other.publisher;
    return !address.empty() && !other.address.empty() &&
           HostOfAddress(address) != HostOfAddress(other.address);
  }
};

namespace {

// What `other`, received before, is to `one`; nothing if they are not alike.
template <typename Subject>
std::optional<Resemblance> Judge(const Subject& one, const Subject& other) {
  Resemblance out{ResemblanceKind::kUnspecified, other.stored.document.id, 1, 1};
  const bool same_address = one.HasAddressOf(other);
  const bool same_name = one.HasNameOf(other);
  if (one.sketch.words_hash == other.sketch.words_hash) {
    const bool same_place = same_address || same_name;
    if (one.word_count < kMinEqualWords && !same_place) return std::nullopt;
    const bool elsewhere = !same_place && one.IsOfOtherOutlet(other);
    out.kind = elsewhere ? ResemblanceKind::kSyndicated : ResemblanceKind::kDuplicate;
    return out;
  }
  const TextLikeness texts = CompareTexts(one.text, other.text);
  out.likeness = texts.likeness;
  out.containment = texts.containment;
  const bool same_title = !one.title.empty() && one.title == other.title;
  const bool is_version =
      (same_address && (same_title || texts.containment >= kMinContainmentOfRevision)) ||
      (same_name && texts.containment >= kMinContainmentOfName);
  if (!is_version && (same_address || !texts.is_copy)) return std::nullopt;
  out.kind = is_version ? ResemblanceKind::kRevision : ResemblanceKind::kSyndicated;
  return out;
}

struct Judged {
  Resemblance resemblance;
  uint64_t sequence = 0;
  bool is_version = false;  // Of the same article.
};

// The newest version of the same article first, then the most alike, of these the
// first received; the first received of all stays among those that are kept.
std::vector<Resemblance> Ranked(std::vector<Judged> judged) {
  std::sort(judged.begin(), judged.end(), [](const Judged& a, const Judged& b) {
    if (a.resemblance.likeness != b.resemblance.likeness) {
      return a.resemblance.likeness > b.resemblance.likeness;
    }
    return a.sequence < b.sequence;
  });
  auto newest = judged.end();
  for (auto it = judged.begin(); it != judged.end(); ++it) {
    if (it->is_version && (newest == judged.end() || it->sequence > newest->sequence)) newest = it;
  }
  if (newest != judged.end()) std::rotate(judged.begin(), newest, newest + 1);
  if (judged.size() > kMaxResembled) {
    const auto first =
        std::min_element(judged.begin(), judged.end(),
                         [](const Judged& a, const Judged& b) { return a.sequence < b.sequence; });
    if (first - judged.begin() >= static_cast<std::ptrdiff_t>(kMaxResembled)) {
      judged[kMaxResembled - 1] = *first;
    }
    judged.resize(kMaxResembled);
  }
  std::vector<Resemblance> out;
  for (Judged& one : judged) out.push_back(std::move(one.resemblance));
  return out;
}

}  // namespace

ResemblanceFinder::ResemblanceFinder(const ReadView& view) : view_(view), index_(view) {}

ResemblanceFinder::~ResemblanceFinder() = default;

// Null for what is deleted, gone or damaged.
absl::StatusOr<const ResemblanceFinder::Subject*> ResemblanceFinder::Read(
    const std::string& document_id) {
  if (const auto known = read_.find(document_id); known != read_.end()) return known->second.get();
  std::unique_ptr<const Subject> subject;
  absl::StatusOr<StoredDocument> stored =
      ReadStoredDocument(view_, document_id, /*include_text=*/true);
  if (stored.ok() && !IsDeleted(stored->delivery.state)) {
    const std::vector<TextWord> words = WordsOfText(stored->document.text);
    stored->document.text.clear();
    stored->document.text.shrink_to_fit();
    subject = std::make_unique<const Subject>(*std::move(stored), words);
  } else if (!stored.ok() && !absl::IsNotFound(stored.status()) &&
             !absl::IsDataLoss(stored.status())) {
    return stored.status();
  }
  return read_.insert_or_assign(document_id, std::move(subject)).first->second.get();
}

// What a candidate is known to resemble: of many copies, the way to the first.
std::vector<std::string> ResemblanceFinder::ResembledBy(const Subject& candidate) const {
  const auto found = found_.find(candidate.stored.document.id);
  const std::vector<Resemblance>& resembled =
      found != found_.end() ? found->second : candidate.stored.resembled;
  std::vector<std::string> ids;
  for (const Resemblance& one : resembled) ids.push_back(one.document_id);
  return ids;
}

absl::StatusOr<std::vector<const ResemblanceFinder::Subject*>> ResemblanceFinder::ReadCandidates(
    const Subject& subject, const CopyCandidates& candidates) {
  std::set<std::string> seen = {subject.stored.document.id};
  std::vector<const Subject*> out;
  const auto add = [&](const std::string& id) -> absl::StatusOr<bool> {
    if (out.size() >= kMaxComparisons || !seen.insert(id).second) return false;
    DATELINE_ASSIGN_OR_RETURN(const Subject* candidate, Read(id));
    if (candidate != nullptr) out.push_back(candidate);
    return candidate != nullptr;
  };
  for (const auto& [ids, most] : {std::pair(&candidates.same_address, kMaxVersions),
                                  std::pair(&candidates.same_words, kMaxSameWords),
                                  std::pair(&candidates.near, kMaxNearCandidates)}) {
    for (size_t i = 0; i < std::min(ids->size(), most); ++i) {
      DATELINE_RETURN_IF_ERROR(add((*ids)[i]).status());
    }
  }
  const size_t direct = out.size();
  for (size_t i = 0; i < direct; ++i) {
    for (const std::string& id : ResembledBy(*out[i])) {
      DATELINE_RETURN_IF_ERROR(add(id).status());
    }
  }
  return out;
}

absl::Status ResemblanceFinder::Compare(uint64_t sequence, const std::string& document_id) {
  // Here, not in Read(): no text may go while this document is compared.
  if (read_.size() >= kMaxTextsKept) read_.clear();
  ComparedDocuments::One one{sequence, document_id, false, {}};
  DATELINE_ASSIGN_OR_RETURN(const Subject* subject, Read(document_id));
  if (subject == nullptr) {
    one.is_gone = true;
    compared_.documents.push_back(std::move(one));
    return absl::OkStatus();
  }
  const CopyKeys keys = CopyKeysOf(subject->stored.document, subject->sketch);
  DATELINE_ASSIGN_OR_RETURN(const CopyCandidates candidates, index_.Find(keys));
  DATELINE_ASSIGN_OR_RETURN(const std::vector<const Subject*> others,
                            ReadCandidates(*subject, candidates));
  std::vector<Judged> judged;
  for (const Subject* other : others) {
    std::optional<Resemblance> resemblance = Judge(*subject, *other);
    if (!resemblance.has_value()) continue;
    judged.push_back({*std::move(resemblance), other->stored.sequence,
                      subject->HasAddressOf(*other) || subject->HasNameOf(*other)});
  }
  one.resembled = Ranked(std::move(judged));
  found_[document_id] = one.resembled;
  compared_.documents.push_back(std::move(one));
  return index_.Add(keys, document_id);
}

ComparedDocuments ResemblanceFinder::Take() {
  compared_.index_entries = index_.entries();
  return std::move(compared_);
}

}  // namespace dateline::ingest
