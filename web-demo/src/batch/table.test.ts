import { describe, expect, it } from "vitest";
import { contentColumn, entriesOf, manifestOf, nameColumn, readTable } from "./table";

describe("readTable", () => {
  it("reads quotes, semicolons, tabs and a byte order mark", () => {
    for (const text of ['name,url\r\n"a, ""b""",x', 'name;url\n"a, ""b""";x', '\ufeffname\turl\n"a, ""b"""\tx']) {
      expect(readTable(text)).toEqual({ columns: ["name", "url"], rows: [{ name: 'a, "b"', url: "x" }] });
    }
  });

  it("refuses in words what is no table", () => {
    expect(() => readTable("name,url")).toThrow(/no rows/);
    expect(() => readTable('name,url\n"open,x')).toThrow(/Line 2: a quotation mark/);
  });
});

describe("columns", () => {
  it("finds the content and the names by their usual names", () => {
    expect(contentColumn(["Name", "URL"])).toBe("URL");
    expect(contentColumn(["a", "b"])).toBe("a");
    expect(nameColumn(["url", "Title"])).toBe("Title");
    expect(nameColumn(["url"])).toBeNull();
  });
});

describe("entriesOf", () => {
  it("gives every file a name of its own that file systems take", () => {
    const { rows, columns } = readTable("name,url\na/b: c,1\nA-b-c,2\n..,3\n,4");
    const stems = entriesOf({ rows, columns }, "url", "name").map(({ stem }) => stem);
    expect(stems).toEqual(["a-b-c", "A-b-c-2", "code-3", "code-4"]);
  });

  it("numbers what has no names, as wide as the last", () => {
    const rows = Array.from({ length: 12 }, (_, index) => ({ url: String(index) }));
    const entries = entriesOf({ columns: ["url"], rows }, "url", null);
    expect([entries[0]?.stem, entries[11]?.stem, entries[11]?.line]).toEqual(["code-01", "code-12", 13]);
  });
});

describe("manifestOf", () => {
  it("guards cells against spreadsheets", () => {
    const entry = { line: 2, data: "=1+1", stem: "a" };
    expect(manifestOf([{ entry, file: "a.svg", problem: null }])).toBe("line,content,file,status,problem\r\n2,'=1+1,a.svg,made,\r\n");
  });
});
