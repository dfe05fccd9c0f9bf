#include "host/pages/documents.hpp"

#include <utility>

#include "codec/documents/openapi.hpp"
#include "codec/documents/problem_page.hpp"
#include "codec/documents/type_catalogue.hpp"
#include "host/pages/assets.hpp"

namespace hapax {
namespace {

constexpr std::string_view html = "text/html; charset=utf-8";
constexpr std::string_view json = "application/json";
constexpr std::string_view page_fields =
    "Content-Security-Policy: default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'\r\nReferrer-Policy: no-referrer\r\n";

http::Document page(std::string path, std::string text) {
    return {std::move(path), {{std::string(html), std::move(text)}}, std::string(page_fields)};
}

http::Document file(std::string path, std::string_view media_type, std::string_view content) {
    return {std::move(path), {{std::string(media_type), std::string(content)}}};
}

void replace_all(std::string& text, std::string_view what, std::string_view by) {
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size())) {
        text.replace(at, what.size(), by);
    }
}

// The name of a service is lower-case words with hyphens: there is nothing to escape.
std::string filled_in(std::string_view draft, const Service& service, std::string_view version) {
    std::string text(draft);
    replace_all(text, "@service@", service.name);
    replace_all(text, "@version@", version);
    return text;
}

void add_schemas(std::vector<http::Document>& documents, const Service& service) {
    const TypeCatalogue types(service);
    for (const CatalogueType& type : types.all()) {
        const std::string path = "/schemas/" + type.name;
        documents.push_back(file(path, "application/schema+json", json_schema(type.type, path, type.extras)));
    }
}

void add_problems(std::vector<http::Document>& documents, const Service& service) {
    for (const ProblemPage& problem : problem_pages(service)) {
        http::Document document = page("/problems/" + std::string(problem.code), problem_html(problem));
        document.renderings.push_back({std::string(json), problem_json(problem)});
        documents.push_back(std::move(document));
    }
}

}  // namespace

std::vector<http::Document> service_documents(const Service& service, std::string_view version) {
    std::vector<http::Document> documents;
    documents.push_back(page("/", filled_in(assets::index_html, service, version)));
    documents.push_back(page("/docs", filled_in(assets::docs_html, service, version)));
    documents.push_back(file("/openapi.json", json, openapi_json(service)));
    documents.push_back(file("/assets/hapax.css", "text/css; charset=utf-8", assets::hapax_css));
    documents.push_back(file("/assets/docs.js", "text/javascript; charset=utf-8", assets::docs_js));
    documents.push_back(file("/assets/operations.js", "text/javascript; charset=utf-8", assets::operations_js));
    add_schemas(documents, service);
    add_problems(documents, service);
    return documents;
}

}  // namespace hapax
