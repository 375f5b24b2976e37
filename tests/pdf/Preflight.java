import java.io.File;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.pdfbox.preflight.PreflightDocument;
import org.apache.pdfbox.preflight.ValidationResult.ValidationError;
import org.apache.pdfbox.preflight.exception.SyntaxValidationException;
import org.apache.pdfbox.preflight.parser.PreflightParser;

/** Asks PDFBox 2 whether files are PDF/A-1b. Prints a line for each fault: the file, a tab, what is wrong. The exit code is 1 if there is any. */
public class Preflight {
    public static void main(String[] files) throws Exception {
        Logger.getLogger("org.apache").setLevel(Level.OFF);
        boolean sound = true;
        for (String file : files) {
            for (ValidationError error : faults(new File(file))) {
                System.out.println(file + "\t" + error.getErrorCode() + " " + error.getDetails());
                sound = false;
            }
        }
        System.exit(sound ? 0 : 1);
    }

    private static List<ValidationError> faults(File file) throws Exception {
        PreflightParser parser = new PreflightParser(file);
        try {
            parser.parse();
            try (PreflightDocument document = parser.getPreflightDocument()) {
                document.validate();
                return document.getResult().getErrorsList();
            }
        } catch (SyntaxValidationException broken) {
            return broken.getResult().getErrorsList();
        }
    }
}
