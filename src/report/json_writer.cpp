#include "report/json_writer.h"

#include "base/text.h"
#include "report/words.h"

namespace mailready::report {

namespace {

/// Whether `text` stands between quotes as it is. Every octet is looked at, so that the compiler looks at many at once.
bool is_plain(std::string_view text) {
  unsigned char others = 0;
  for (const char c : text) {
    const bool printable = static_cast<unsigned char>(c - ' ') <= '~' - ' ';
    others |= static_cast<unsigned char>(!printable | (c == '"') | (c == '\\'));
  }
  return others == 0;
}

}  // namespace

JsonWriter& JsonWriter::key(std::string_view name) {
  separate();
  quote(name);
  out_ += indent_ < 0 ? ":" : ": ";
  keyed_ = true;
  return *this;
}

void JsonWriter::value(std::string_view text) {
  separate();
  quote(text);
}

void JsonWriter::octets(std::string_view octets) {
  if (is_plain(octets)) return value(octets);
  std::string storage;
  value(printable(octets, storage));
}

void JsonWriter::begin(char bracket) {
  separate();
  out_ += bracket;
  ++depth_;
  first_ = true;
}

void JsonWriter::end(char bracket) {
  --depth_;
  if (!first_) new_line();
  out_ += bracket;
  first_ = false;
}

/// What stands in front of a key, or of a value that has none.
void JsonWriter::separate() {
  if (keyed_) {
    keyed_ = false;
    return;
  }
  if (!first_) out_ += ',';
  first_ = false;
  if (depth_ > 0) new_line();
}

void JsonWriter::new_line() {
  if (indent_ < 0) return;
  out_ += '\n';
  out_.append(depth_ * static_cast<std::size_t>(indent_), ' ');
}

void JsonWriter::token(std::string_view token) {
  separate();
  out_ += token;
}

/// A text without controls needs no more than two escapes (RFC 8259, section 7).
void JsonWriter::quote(std::string_view text) {
  out_ += '"';
  if (is_plain(text)) {
    out_ += text;
  } else {
    std::string storage;
    for (const char c : shown(text, storage)) {
      if (c == '"' || c == '\\') out_ += '\\';
      out_ += c;
    }
  }
  out_ += '"';
}

}  // namespace mailready::report
