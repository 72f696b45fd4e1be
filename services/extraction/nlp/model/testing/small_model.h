// A whole model of random weights, small enough for tests: it knows no English,
// but has every section that the stages read, with sizes that no kernel likes.
//
//   auto bundle = Bundle::FromBytes(SmallModel(7).Build());
//   auto pipeline = Pipeline::Create(*bundle);
//
// The same seed gives the same bytes.
#ifndef DATELINE_SERVICES_EXTRACTION_NLP_MODEL_TESTING_SMALL_MODEL_H_
#define DATELINE_SERVICES_EXTRACTION_NLP_MODEL_TESTING_SMALL_MODEL_H_

#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "services/extraction/nlp/model/testing/bundle_builder.h"
#include "services/extraction/nlp/model/token_features.h"

namespace dateline::nlp::testing {

class SmallModelWriter {
 public:
  explicit SmallModelWriter(uint32_t seed) : random_(seed) {}

  BundleBuilder Write() {
    const std::vector<std::string> words = {"the", "of", "in", "00", "harbour", "left", ",", "."};
    out_.AddLines("words", words);
    AddMatrix("vectors", static_cast<uint32_t>(words.size()) + 2, kVectorColumns);
    AddGrammar();
    AddNames();
    return std::move(out_);
  }

 private:
  static constexpr uint32_t kVectorColumns = 5;
  static constexpr uint32_t kArc = 5;
  static constexpr uint32_t kRelation = 3;

  int8_t Byte() { return static_cast<int8_t>(static_cast<int>(random_() % 255) - 127); }
  // Between -1 and 1.
  float Float() { return static_cast<float>(random_() % 2001) / 1000.0f - 1.0f; }

  void AddMatrix(const std::string& name, uint32_t rows, uint32_t columns) {
    std::vector<int8_t> values(static_cast<size_t>(rows) * columns);
    for (int8_t& value : values) value = Byte();
    out_.AddInt8(name, rows, columns, values);
  }

  void AddVector(const std::string& name, uint32_t size, float factor) {
    std::vector<float> values(size);
    for (float& value : values) value = Float() * factor;
    out_.AddFloats(name, values);
  }

  void AddScales(const std::string& name, uint32_t size, float scale) {
    std::vector<float> values(size);
    for (float& value : values) value = scale * (1.5f + Float());
    out_.AddFloats(name, values);
  }

  // Two layers of 6 and 4 units; its states have 8 values.
  void AddTower(const std::string& name) {
    AddMatrix(name + "/unknown", 1, kVectorColumns);
    const std::vector<std::string> tables = {"word",    "prefix3", "suffix2",
                                             "suffix3", "suffix4", "shape"};
    uint32_t inputs = kVectorColumns;
    for (uint32_t i = 0; i < tables.size(); ++i) {
      AddMatrix(name + "/tables/" + tables[i], kHashedTableRows[i], i % 2 + 1);
      inputs += i % 2 + 1;
    }
    out_.AddLines(name + "/layers", {"layer0", "layer1"});
    for (const uint32_t units : {6u, 4u}) {
      for (const std::string direction : {"/forward", "/backward"}) {
        const std::string prefix = name + (units == 6 ? "/layer0" : "/layer1") + direction;
        AddMatrix(prefix + "/input", 4 * units, inputs);
        AddMatrix(prefix + "/state", 4 * units, units);
        AddScales(prefix + "/input_scales", 4 * units, 5e-5f);
        AddScales(prefix + "/state_scales", 4 * units, 5e-5f);
        AddVector(prefix + "/bias", 4 * units, 0.5f);
      }
      inputs = 2 * units;
    }
  }

  void AddLinear(const std::string& name, uint32_t outputs, uint32_t inputs) {
    AddMatrix(name + "/weights", outputs, inputs);
    AddScales(name + "/scales", outputs, 0.01f);
    AddVector(name + "/bias", outputs, 0.3f);
  }

  void AddGrammar() {
    AddTower("grammar");
    out_.AddLines("grammar/members", {"grammar"});
    AddLinear("grammar/upos", 5, 8);
    out_.AddLines("grammar/upos/labels", {"ADP", "NOUN", "PROPN", "PUNCT", "VERB"});
    AddLinear("grammar/features", 3, 8);
    out_.AddLines("grammar/features/labels", {"_", "Number=Plur", "Number=Sing"});
    AddLinear("grammar/lemma", 4, 8);
    out_.AddLines("grammar/lemma/labels", {"k|0|", "l|0|", "l|1|", "l|3|y"});
    out_.AddLines("grammar/lemma/lexicon", {"left\tVERB\tleave"});
    AddLinear("grammar/mlp", 2 * (kArc + kRelation), 8);
    AddLinear("grammar/arc", kArc, kArc);
    AddVector("grammar/root/arc", kArc, 1.0f);
    AddVector("grammar/root/relation", kRelation, 1.0f);
    const std::vector<std::string> relations = {"nsubj", "obj", "punct", "root"};
    const auto count = static_cast<uint32_t>(relations.size());
    out_.AddLines("grammar/relation/labels", relations);
    AddLinear("grammar/relation", kRelation * count, kRelation);
    AddVector("grammar/relation/alone", count, 1.0f);
    AddVector("grammar/relation/dependent", kRelation * count, 1.0f);
  }

  void AddNames() {
    AddTower("names");
    const std::vector<std::string> labels = {"O", "B-Person", "I-Person", "B-NORP", "I-NORP"};
    const auto count = static_cast<uint32_t>(labels.size());
    out_.AddLines("names/members", {"names"});
    AddLinear("names/output", count, 8);
    out_.AddLines("names/output/labels", labels);
    AddVector("names/start", count, 1.0f);
    AddVector("names/transitions", count * count, 1.0f);
  }

  std::mt19937 random_;
  BundleBuilder out_;
};

inline BundleBuilder SmallModel(uint32_t seed) { return SmallModelWriter(seed).Write(); }

}  // namespace dateline::nlp::testing

#endif  // DATELINE_SERVICES_EXTRACTION_NLP_MODEL_TESTING_SMALL_MODEL_H_
