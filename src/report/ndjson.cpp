#include "report/json_writer.h"
#include "report/makers.h"

namespace mailready::report {

namespace {

/// One domain a line, in the order in which they come; after an interrupt it just ends behind a whole line.
class Ndjson final : public Reporter {
 public:
  explicit Ndjson(std::ostream& out) : out_(out) {}

  void begin(const Run&) override {}
  void domain(const Result& result) override {
    result.write(json_);
    out_ << json_.text() << '\n';
    json_.clear();
    out_.flush();  // a reader at the other end of a pipe waits for it
  }
  void end(const Summary&) override {}

 private:
  std::ostream& out_;
  JsonWriter json_;  ///< its room is used again for each domain
};

}  // namespace

std::unique_ptr<Reporter> make_ndjson(std::ostream& out) { return std::make_unique<Ndjson>(out); }

}  // namespace mailready::report
