// Ask veraPDF whether files keep what they claim: java -cp JARS tests/archive.java FILE...
// A line for each file and claim: file, claim, true or false, and the rules broken, set apart by tabs.
import java.io.FileInputStream;
import java.util.List;
import java.util.TreeSet;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.flavours.PDFAFlavour;

class Archive {
    static final List<PDFAFlavour> CLAIMS = List.of(PDFAFlavour.PDFA_3_A, PDFAFlavour.PDFUA_1);
    static final Logger QUIET = Logger.getLogger("org.verapdf");

    public static void main(String[] files) throws Exception {
        QUIET.setLevel(Level.SEVERE);
        VeraGreenfieldFoundryProvider.initialise();
        for (var file : files) {
            for (var claim : CLAIMS) {
                ask(file, claim);
            }
        }
    }

    static void ask(String file, PDFAFlavour claim) throws Exception {
        var foundry = Foundries.defaultInstance();
        try (var parser = foundry.createParser(new FileInputStream(file), claim);
                var validator = foundry.createValidator(claim, false)) {
            var result = validator.validate(parser);
            var broken = new TreeSet<String>();
            for (var found : result.getTestAssertions()) {
                broken.add(found.getRuleId().getClause() + " " + found.getMessage());
            }
            System.out.println(String.join("\t",
                file, claim.getId(), String.valueOf(result.isCompliant()), String.join("; ", broken)));
        }
    }
}
