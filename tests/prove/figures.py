"""Figures of the parts as a Markdown table, and their place in docs/guarantees.md.

    table = markdown(outcomes, "./prove, two cores")
    publish("docs/guarantees.md", table)        # between the two comment lines that name this program
"""

BEGIN = "<!-- figures of ./prove: begin -->"
END = "<!-- figures of ./prove: end -->"


def said(value):
    if isinstance(value, dict):
        return ", ".join(f"{key} {said(inner)}" for key, inner in sorted(value.items())) or "none"
    if isinstance(value, float):
        return f"{value:,.2f}" if value < 100 else f"{value:,.0f}"
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


def row(outcome):
    shown = {key: value for key, value in outcome.figures.items() if "." not in key}  # details stay in the report
    words = "; ".join(f"{key.replace('_', ' ')}: {said(value)}" for key, value in shown.items())
    state = "holds" if outcome.good else "**FAILED**"
    return f"| {outcome.name} | {outcome.shows}: {state} | {words or '-'} | {outcome.seconds:,.0f} s |"


def markdown(outcomes, how):
    lines = [f"How: {how}.", "", "| part | shows that | figures | took |", "|---|---|---|---|"]
    return "\n".join(lines + [row(outcome) for outcome in outcomes]) + "\n"


def publish(path, table):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    with open(path, "w", encoding="utf-8") as file:
        file.write(f"{before}{BEGIN}\n{table}{END}{after}")
