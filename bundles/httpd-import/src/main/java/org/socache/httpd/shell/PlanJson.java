// SPDX-License-Identifier: Apache-2.0
package org.socache.httpd.shell;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.socache.httpd.plan.EtcFolder.Change;
import org.socache.httpd.plan.Note;
import org.socache.httpd.plan.Plan;
import org.socache.shell.json.Json;

/** A plan for scripts. */
final class PlanJson {

    private PlanJson() {}

    /** @param written those of the changes that were made */
    static String of(Plan plan, List<Change> changes, List<Change> written) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("notes", plan.notes().stream().map(PlanJson::note).toList());
        fields.put(
                "changes",
                changes.stream()
                        .map(change -> change(change, written.contains(change)))
                        .toList());
        fields.put("features", plan.features());
        fields.put("leftAlone", plan.leftAlone());
        return Json.text(fields);
    }

    private static Map<String, Object> note(Note note) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("kind", note.kind().name());
        fields.put("place", note.place().toString());
        fields.put("line", note.line());
        fields.put("text", note.text());
        return fields;
    }

    private static Map<String, Object> change(Change change, boolean written) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("file", change.file());
        fields.put("key", change.key());
        fields.put("value", change.after());
        fields.put("before", change.before());
        fields.put("written", written);
        return fields;
    }
}
