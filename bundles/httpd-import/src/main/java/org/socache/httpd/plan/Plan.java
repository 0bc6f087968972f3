// SPDX-License-Identifier: Apache-2.0
package org.socache.httpd.plan;

import java.util.List;

import org.socache.httpd.plan.Note.Kind;

/**
 * All that an import would do.
 *
 * @param files to be written into {@code etc/}
 * @param notes one for each line that concerns this project, in the order of the configuration
 * @param features that must be installed for the files to have an effect
 * @param leftAlone directives of modules that this project has no counterpart of
 */
public record Plan(List<PlannedFile> files, List<Note> notes, List<String> features, int leftAlone) {

    public Plan {
        files = List.copyOf(files);
        notes = List.copyOf(notes);
        features = List.copyOf(features);
    }

    /** The notes of one kind. */
    public List<Note> notes(Kind kind) {
        return notes.stream().filter(note -> note.kind() == kind).toList();
    }
}
