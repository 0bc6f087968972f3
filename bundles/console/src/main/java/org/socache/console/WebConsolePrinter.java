// SPDX-License-Identifier: Apache-2.0
package org.socache.console;

import java.io.PrintWriter;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.socache.api.admin.CacheAdmin;

/**
 * The caches on the configuration status page of Apache Felix's web console, which finds printers by these properties and
 * calls them by reflection: no class of it is needed here, and nothing happens where it is not installed.
 */
@Component(
        service = WebConsolePrinter.class,
        property = {
            "felix.webconsole.label=socache",
            "felix.webconsole.title=Socache",
            "felix.webconsole.configprinter.modes=web",
            "felix.webconsole.configprinter.modes=txt",
            "felix.webconsole.configprinter.modes=zip"
        })
public final class WebConsolePrinter {

    private final CacheAdmin admin;

    @Activate
    public WebConsolePrinter(@Reference CacheAdmin admin) {
        this.admin = admin;
    }

    /** Called by the web console. */
    public void printConfiguration(PrintWriter writer) {
        writer.print(StatusText.forPeople(admin.caches()));
    }
}
