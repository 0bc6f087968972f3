// SPDX-License-Identifier: Apache-2.0
package org.socache.httpd.plan;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.socache.httpd.config.Directive;

/**
 * A directive that has one value and keeps its name.
 *
 * @param name as httpd's manual writes it
 * @param file of {@code etc/} for the server's value
 * @param value what is right
 * @param perLocation whether it may stand in a location
 * @param difference to httpd; null if there is none
 */
record Setting(String name, String file, Value value, boolean perLocation, String difference) {

    static Setting server(String name, String file, Value value) {
        return new Setting(name, file, value, false, null);
    }

    static Setting location(String name, String file, Value value) {
        return new Setting(name, file, value, true, null);
    }

    Setting but(String howItDiffers) {
        return new Setting(name, file, value, perLocation, howItDiffers);
    }

    /** By name in any case. */
    static Map<String, Setting> table(List<Setting> settings) {
        Map<String, Setting> table = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        settings.forEach(setting -> table.put(setting.name, setting));
        return table;
    }

    /** Takes the value over for the whole node. */
    void apply(Directive source, Surroundings around, Draft draft) {
        if (around.obstacle() != null) {
            draft.refuse(source, around.obstacle());
        } else if (around.isLocation()) {
            draft.refuse(source, "belongs to the server, not to a location");
        } else {
            apply(source, file, Differences.join(difference, Differences.everyHost(around)), draft);
        }
    }

    /** Takes the value over into this file. */
    void apply(Directive source, String target, String howItDiffers, Draft draft) {
        String wrong = value.problem(source.value());
        if (wrong != null) {
            draft.refuse(source, "\"" + source.value() + "\" is not " + wrong);
        } else {
            draft.set(source, target, name, source.value(), howItDiffers);
        }
    }
}
