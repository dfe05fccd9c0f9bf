#include "host/config/toml_source.hpp"

#include <algorithm>
#include <fstream>

#include <toml++/toml.h>

#include "host/config/setting.hpp"

namespace hapax::configuration {
namespace {

class Reader {
 public:
    explicit Reader(const std::string& file) : file_(file) {}

    void read(const toml::table& table, const std::string& prefix) {
        for (const auto& [key, node] : table) {
            const std::string path = prefix + std::string(key.str());
            if (const Setting* setting = find_setting(path)) {
                take(*setting, node, key.source().begin.line);
            } else if (const toml::table* section = node.as_table(); section != nullptr && is_section(path)) {
                read(*section, path + ".");
            } else {
                problem(key.source().begin.line, "unknown key '" + path + "'" + hint(path));
            }
        }
    }

    void problem(toml::source_index line, const std::string& sentence) {
        reading_.problems.push_back(at(line) + ": " + sentence);
    }

    SourceReading done() { return std::move(reading_); }

 private:
    std::string at(toml::source_index line) const { return file_ + ":" + std::to_string(line); }

    static bool is_section(const std::string& path) {
        return std::ranges::any_of(settings(), [&](const Setting& s) { return s.path.starts_with(path + "."); });
    }

    static std::string hint(const std::string& path) {
        const auto nearest = nearest_path(path);
        return nearest ? "; did you mean '" + std::string(*nearest) + "'?" : "";
    }

    void take(const Setting& setting, const toml::node& node, toml::source_index line) {
        const auto text = text_of(setting.kind, node);
        if (!text) {
            problem(line, std::string(setting.path) + " is " + std::string(kind_text(setting.kind)));
            return;
        }
        reading_.assignments.push_back({std::string(setting.path), *text, at(line)});
    }

    // The text of a node whose TOML type suits the kind.
    static std::optional<std::string> text_of(Kind kind, const toml::node& node) {
        const bool takes_integer = kind == Kind::count || kind == Kind::bytes;
        if (kind == Kind::flag) {
            if (const auto* flag = node.as_boolean()) return flag->get() ? "true" : "false";
        } else if (takes_integer && node.is_integer()) {
            return std::to_string(node.as_integer()->get());
        } else if (kind != Kind::count && node.is_string()) {
            return node.as_string()->get();
        }
        return std::nullopt;
    }

    const std::string& file_;
    SourceReading reading_;
};

}  // namespace

SourceReading read_toml(std::string_view text, const std::string& file) {
    Reader reader(file);
    try {
        reader.read(toml::parse(text, file), "");
    } catch (const toml::parse_error& e) {
        reader.problem(e.source().begin.line, std::string(e.description()));
    }
    return reader.done();
}

SourceReading read_toml_file(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    std::string text(file_bytes_max + 1, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (!in.eof() && in.fail()) return {{}, {file + ": cannot be read"}};
    text.resize(static_cast<std::size_t>(in.gcount()));
    if (text.size() > file_bytes_max)
        return {{}, {file + ": is larger than " + std::to_string(file_bytes_max) + " bytes"}};
    return read_toml(text, file);
}

}  // namespace hapax::configuration
