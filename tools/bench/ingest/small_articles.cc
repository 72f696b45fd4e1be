#include "tools/bench/ingest/small_articles.h"

#include <array>
#include <random>
#include <string_view>

#include "common/base/strings.h"

namespace dateline {
namespace {

constexpr std::array<std::string_view, 6> kPublishers = {"Harbour Post",     "Meridian Daily",
                                                         "The Alder Herald", "Gazette of the North",
                                                         "Morning Ledger",   "Sundial News"};
constexpr std::array<std::string_view, 8> kPeople = {
    "Mara Velkov", "Ilian Ashdown", "Teodor Malmgren", "Sena Drexler",
    "Joran Quent", "Adela Sorbek",  "Ruvim Halvari",   "Kasia Lindqvist"};
constexpr std::array<std::string_view, 8> kActs = {
    "opened a new line for the ferries",   "asked the council for another vote",
    "spoke with fishermen about the dues", "promised repairs before the winter",
    "rejected the plan for the old quay",  "welcomed guests from the river towns",
    "counted the votes a second time",     "read out a letter from the engineers"};
constexpr std::array<std::string_view, 8> kPlaces = {
    "in Port Lazar", "in Alderton",      "at the north quay",   "before the town hall",
    "in Meridian",   "on the east bank", "in the grain market", "at the ferry house"};

}  // namespace

SmallArticle MakeSmallArticle(uint64_t number) {
  std::mt19937_64 random(number);
  const auto pick = [&](const auto& from) { return from[random() % from.size()]; };
  SmallArticle article;
  article.uri = StrCat("https://bench.example/", number);
  article.publisher = std::string(pick(kPublishers));
  article.text = StrCat("Report ", number, " ", pick(kPlaces), "\n\n");
  while (article.text.size() < 1'000) {
    StrAppend(&article.text, pick(kPeople), " ", pick(kActs), " ", pick(kPlaces), " on the ",
              random() % 28 + 1, "th, and ", random() % 9'000 + 100, " people came. ");
    if (random() % 3 == 0) StrAppend(&article.text, "\n\n");
  }
  return article;
}

}  // namespace dateline
