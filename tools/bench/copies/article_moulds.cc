#include "tools/bench/copies/article_moulds.h"

namespace dateline {

const std::vector<std::string_view>& ArticleMoulds() {
  static const auto* const moulds = new std::vector<std::string_view>{
      "Weather for {c} on {w}\n\nThe day will begin cloudy in {c} with a low of {n} degrees, the "
      "weather office said on {w}. In the afternoon temperatures will rise to {n} degrees with a "
      "light wind from the north of {n} kilometres an hour. The chance of rain is {n} percent in "
      "the morning and {n} percent in the evening.\n\nAlong the coast near {c} gusts of up to {n} "
      "kilometres an hour are expected. Those who travel by sea should follow the advice of the "
      "harbour office. Humidity will be around {n} percent.\n\nThe sun will rise at {n}.{n} and "
      "set at {n}.{n}. On the following day the weather office expects a high of {n} degrees and "
      "scattered showers. The office publishes its next forecast at {n} in the evening.",
      "{c} shares close {d} percent higher\n\nShares in {c} closed higher on {w}, led by {o}, as "
      "investors weighed the outlook for interest rates. The main index rose {d} percent to {N} "
      "points after a volatile session. Turnover was {N} million.\n\n{o} gained {d} percent and "
      "was the strongest stock of the day. {o} lost {d} percent after it cut its forecast. In the "
      "bond market the yield of the ten-year note stood at {d} percent.\n\nThe currency was little "
      "changed at {d} to the dollar. Oil traded at {d} dollars a barrel and gold at {N} dollars an "
      "ounce. Analysts said that trading would remain thin until the end of the week.",
      "{c} beat {c} {n}-{n}\n\n{p} scored twice as {c} beat {c} {n}-{n} in the league on {w}. The "
      "visitors took the lead in minute {n} through {p}, but the home side answered before the "
      "break.\n\n{p} made it two after {n} minutes of the second half with a shot from {n} metres. "
      "The goalkeeper had no chance. A crowd of {N} saw the match, which was interrupted for {n} "
      "minutes because of fog.\n\nWith the win {c} move to place {n} in the table with {n} points "
      "from {n} matches. The coach, {p}, said that he was pleased with the result and proud of "
      "his team. The next match of {c} is against {c}.",
      "Two hurt in accident near {c}\n\nTwo people were injured in an accident on road {n} near "
      "{c} on {w}, police said. A car driven by a {n}-year-old man from {c} left the road at about "
      "{n}.{n} in the morning and hit a tree.\n\nThe driver and a {n}-year-old passenger were "
      "taken to the hospital in {c}. Their injuries are not life-threatening. The road was closed "
      "for {n} hours.\n\nPolice officer {p} said that the cause of the accident was being "
      "investigated. The damage is put at {N}. Witnesses are asked to call the police station in "
      "{c} under number {N}.",
      "{o} reports profit of {N} million\n\n{o} said on {w} that its net profit rose to {N} "
      "million "
      "in the quarter from {N} million a year earlier. Revenue grew {d} percent to {N} million, "
      "the "
      "company said in a statement.\n\nChief executive {p} said that the company was on track to "
      "meet its targets for the year. It expects revenue of {N} million and a margin of {d} "
      "percent. Earnings per share were {d}.\n\nThe board will propose a dividend of {d} per "
      "share. "
      "Shares of {o} rose {d} percent in early trading in {c}. The company employs {N} people and "
      "has its headquarters in {c}.",
      "Lottery numbers of {w}\n\nThe numbers drawn in {c} on {w} are {n}, {n}, {n}, {n}, {n} and "
      "{n}, with {n} as the additional number. The number of the second game is {N}. There was no "
      "winner in the first class, so that {N} million are in the pot next time.\n\nIn the second "
      "class {n} players win {N} each, in the third class {n} players win {N} each. The figures "
      "are given without guarantee. The next draw is held in {c} under the supervision of {p}."};
  return *moulds;
}

const std::vector<std::string_view>& StockPhrases() {
  static const auto* const phrases = new std::vector<std::string_view>{
      "according to a statement released by the ministry",
      "told reporters after the meeting that",
      "who spoke on condition of anonymity because he was not authorized to speak",
      "in an interview with the state broadcaster",
      "did not immediately respond to a request for comment",
      "for the first time since the beginning of the year",
      "said in a post on social media that",
      "as part of a wider effort to",
      "on the sidelines of the summit",
      "at a time of growing concern over",
      "it was not immediately clear whether",
      "the vast majority of the members of parliament",
      "called on all sides to show restraint",
      "has been in office for less than a year",
      "the two countries have been at odds over",
      "is expected to make a decision in the coming weeks",
      "a spokesperson for the government said that",
      "one of the largest in the region",
      "in the early hours of the morning",
      "more than half of the population of the country"};
  return *phrases;
}

const std::vector<std::string_view>& FunctionWords() {
  static const auto* const words = new std::vector<std::string_view>{
      "the",  "of",    "to",    "and",  "in",    "a",     "that",  "for",    "on",    "is",
      "was",  "with",  "said",  "it",   "as",    "by",    "at",    "from",   "has",   "be",
      "an",   "he",    "have",  "are",  "not",   "his",   "will",  "but",    "were",  "its",
      "this", "they",  "had",   "who",  "which", "more",  "been",  "their",  "one",   "after",
      "or",   "would", "about", "also", "up",    "there", "when",  "than",   "over",  "she",
      "two",  "out",   "new",   "last", "no",    "all",   "other", "we",     "could", "into",
      "her",  "first", "some",  "if",   "years", "time",  "what",  "people", "so",    "before"};
  return *words;
}

}  // namespace dateline
