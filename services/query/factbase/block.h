// Blocks: which members may be one fact. Members of equal block may be
// (components.h decides), of different blocks never, so a new report is judged
// against its block alone. What keeps a block small is said at BlockOf.
//
// Thread-safe: pure functions.
#ifndef DATELINE_SERVICES_QUERY_FACTBASE_BLOCK_H_
#define DATELINE_SERVICES_QUERY_FACTBASE_BLOCK_H_

#include <string>
#include <string_view>

#include "services/query/factbase/member.h"

namespace dateline::query {

// REQUIRES: content, attestation and story of `member` are filled in, with the
// document's id and publication. In a block are
// - relations with one predicate, subject, object and position;
// - events of one type (or of two that reports mix up) and one day, unless they
//   happen to one person;
// - other events of one type and one month, that in which they begin or else in
//   which they are reported, and if they happen to one person, of that person;
// - statements of one speaker, and of words most of which agree: the least of
//   their hashes is equal with a chance as great as their share of equal words;
// - claims told in a story (see below) whose relations have one head, of one month
//   of publication;
// - other claims with one subject, relation and objects.
// A document that names nobody is a block of its own for undated events.
// docs/formats/fact_base_keys.md has the letters.
std::string BlockOf(const Member& member);

// True for members of blocks that are too large to compare all with all: events
// without day and person, and claims told in a story. Such members are filed
// under names (Member::filed_under). REQUIRES: as BlockOf.
bool IsFiled(const Member& member);

// True if the event is held to one day by its own time, and needs no story.
bool HasDay(const FactContent& content);

// True for deaths, arrests, appointments and the like of somebody named: what
// happens to one person seldom happens twice, so the day need not be known.
bool HappensToOne(const FactContent& content);

// True for a claim of a document that names somebody, whose relation has a verb
// that tells what happened: other claims are one only if they are worded alike.
// REQUIRES: a claim.
bool IsToldInStory(const Member& member);

// Types that reports use for one event ("attack", "clash") share the first.
std::string_view FamilyOf(std::string_view event_type);

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_FACTBASE_BLOCK_H_
