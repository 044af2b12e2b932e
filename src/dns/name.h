// A domain name: the one type for names past any parser.
#pragma once
#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/shared_text.h"

namespace mailready::dns {

constexpr std::size_t longest_label = 63, longest_name = 255;  ///< octets (RFC 1035, section 2.3.4)

/// A fully-qualified domain name, case-folded (RFC 4343), labels of at most 63 and in all at most 255 octets
/// (RFC 1035, section 2.3.4). Kept as presentation text without the final dot, in which every octet of a label
/// other than a letter, digit, "-", "_", "*", "/", "=", "+", ":" and "@" is written `\DDD`; so an unescaped dot
/// always separates labels, equal names have equal text, and the text is safe to print. Copies share that text.
class Name {
 public:
  Name() = default;  ///< the root

  /// Reads master-file text: `\.` and `\DDD` escapes, an optional final dot. Always absolute: there is no origin
  /// and no search list. Nothing where a label is empty or a length limit is broken.
  static std::optional<Name> parse(std::string_view text);
  /// From uncompressed wire format, root label included.
  static std::optional<Name> from_wire(std::string_view wire);
  /// From raw labels (any octets), most specific first.
  static std::optional<Name> from_labels(const std::vector<std::string>& labels);

  bool is_root() const { return text_.empty(); }
  /// The presentation text without the final dot; empty for the root. Lives as long as the name or a copy of it.
  std::string_view text() const { return text_.view(); }
  std::size_t label_count() const;
  /// The labels as escaped text, most specific first.
  std::vector<std::string_view> labels() const;
  /// Without its first label; the root is its own parent.
  Name parent() const;
  /// The last `count` labels; the whole name where it has fewer.
  Name suffix(std::size_t count) const;
  /// `prefix` (presentation text, one or more labels) put in front; nothing where the result is too long.
  std::optional<Name> prefixed(std::string_view prefix) const;

  /// Whether this is `ancestor` or a name below it.
  bool is_at_or_below(const Name& ancestor) const;
  bool is_below(const Name& ancestor) const { return *this != ancestor && is_at_or_below(ancestor); }

  std::size_t wire_size() const;  ///< octets, uncompressed, root label included
  std::string to_wire() const;
  /// Writes the wire format to the front of `octets`; says how many there are.
  std::size_t write_wire(std::span<std::uint8_t, longest_name> octets) const;

  /// For people and reports: without the final dot; the root prints as ".".
  std::string to_string() const { return std::string(is_root() ? "." : text()); }
  /// For master files and zone-file fixes: with the final dot.
  std::string to_absolute() const { return std::string(text()) + "."; }

  bool operator==(const Name&) const = default;
  std::strong_ordering operator<=>(const Name& other) const { return text() <=> other.text(); }

 private:
  friend class NameBuilder;
  friend struct std::hash<Name>;

  explicit Name(std::string_view text) : text_(text) {}

  SharedText text_;
};

/// A name under way, label by label, most specific first: what every reader of names writes to. It allocates nothing
/// before the name is whole, and is of no more use once it has refused a label.
class NameBuilder {
 public:
  NameBuilder() {}  // leaves `text_` as it is: zeroing it would cost more than most names do

  /// Adds a whole label of any octets. False where it is empty or breaks a length limit.
  bool add_label(std::string_view octets);
  /// Adds every label of `name`. False where the whole gets too long.
  bool add_name(const Name& name);
  /// Ends the name. Precondition: no label was refused.
  Name name() const;

 private:
  friend class Name;

  std::size_t add_plain(std::string_view text);
  void add_octet(char octet);
  bool add_text(std::string_view text);
  bool end_label();
  std::string_view text() const { return {text_.data(), size_}; }

  /// Each octet may take four characters. The label under way is checked at its end, and has its last octet in excess.
  std::array<char, 4 * (longest_name + longest_label + 2)> text_;
  std::size_t size_ = 0;  ///< of the text, a dot behind each label that has ended
  std::size_t label_octets_ = 0;
  std::size_t wire_octets_ = 1;  ///< of the labels that have ended, and the root
};

}  // namespace mailready::dns

template <>
struct std::hash<mailready::dns::Name> {
  std::size_t operator()(const mailready::dns::Name& name) const { return name.text_.hash(); }
};
