// Which entity of the document a pronoun refers to.
//
//   PronounResolver resolver(document, words);
//   resolver.OpenSentence(s);
//   resolver.Saw({tokens, cluster, type});   // Every mention, in order of the text.
//   if (resolver.IsPronoun(token)) cluster = resolver.Resolve(token);
//
// Relative pronouns go to what their clause is said of, by the tree. Personal
// pronouns go to an entity of their gender and kind that was mentioned before:
// subjects before other words, near before far, and never to what the same verb
// already has in another place ("Ana called her"). "It" and "they" take a
// subject only, as they mostly refer to things without a name.
//
// Keeps references to what it is made with. Not thread-safe; a pronoun costs a
// constant number of steps beside the depth of its tree.
#ifndef DATELINE_SERVICES_EXTRACTION_NLP_ENTITIES_PRONOUN_RESOLVER_H_
#define DATELINE_SERVICES_EXTRACTION_NLP_ENTITIES_PRONOUN_RESOLVER_H_

#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "services/extraction/nlp/annotated_document.h"
#include "services/extraction/nlp/entities/gender_words.h"
#include "services/extraction/nlp/lexicon/document_words.h"

namespace dateline::nlp {

class PronounResolver {
 public:
  // A mention that stands in the text before the pronoun.
  struct Seen {
    TokenRange tokens;
    int32_t cluster = -1;
    EntityType type = EntityType::kUnspecified;
  };

  PronounResolver(const AnnotatedDocument& document, const DocumentWords& words);

  void OpenSentence(uint32_t sentence);
  void Saw(const Seen& seen);

  // True if the token is a personal or relative pronoun that may refer to a
  // person, body or place.
  bool IsPronoun(uint32_t token) const;

  // The cluster that it refers to, or -1.
  int32_t Resolve(uint32_t token);

  // True if what the clause says of the pronoun, or gives it, only bodies are or
  // have: "it was founded", "it is a subsidiary", "its headquarters".
  bool SaidOfBody(uint32_t token) const;

  // Of a third-person singular pronoun of a person.
  static bool IsPersonal(std::string_view lower);

 private:
  enum class Role : uint8_t { kOther, kObject, kOwner, kSubject, kMainSubject };

  struct Candidate {
    int32_t cluster = -1;
    EntityType type = EntityType::kUnspecified;
    Role role = Role::kOther;  // The best in the latest sentence with it.
    uint32_t sentence = 0;
    uint32_t head = 0;    // Head word of that mention.
    uint32_t first = 0;   // Its first word.
    bool opens = false;   // The first person of its sentence.
    uint32_t recent = 0;  // Mentions, fading from sentence to sentence.
  };

  int64_t HeadOf(uint32_t token) const;
  std::string_view RelationOf(uint32_t token) const { return document_.tokens[token].relation; }
  uint32_t HeadWord(TokenRange tokens) const;
  Role RoleOf(uint32_t head) const;
  bool IsMainVerb(uint32_t verb) const;
  uint32_t WithSubject(uint32_t verb) const;
  // The verb or predicate that the phrase of `head` depends on, or -1.
  int64_t Governor(uint32_t head) const;
  bool IsRelative(uint32_t token) const;

  int32_t ResolveRelative(uint32_t token) const;
  bool CanStandFor(uint32_t relative, const Seen& seen) const;
  int32_t MentionBefore(uint32_t relative) const;
  int32_t MentionForHead(uint32_t antecedent, uint32_t before) const;
  int32_t ResolvePerson(uint32_t token, Gender gender) const;
  int32_t ResolveThing(uint32_t token, bool plural) const;
  bool SharesVerb(uint32_t token, const Candidate& candidate) const;
  Gender GenderOf(int32_t cluster) const;
  void NoteGender(const Seen& seen);

  const AnnotatedDocument& document_;
  const DocumentWords& words_;
  std::vector<uint32_t> sentence_begin_;  // By token.
  std::vector<bool> has_subject_;         // By token: verbs with one of their own.
  uint32_t sentence_ = 0;
  bool person_in_sentence_ = false;
  std::vector<Seen> in_sentence_;
  std::vector<Candidate> recent_;                       // Latest last, at most kMostCandidates.
  std::unordered_map<int32_t, Gender> gender_;          // By names and titles.
  std::unordered_map<int32_t, Gender> pronoun_gender_;  // Of the latest pronoun.
};

}  // namespace dateline::nlp

#endif  // DATELINE_SERVICES_EXTRACTION_NLP_ENTITIES_PRONOUN_RESOLVER_H_
