import 'uplot/dist/uPlot.min.css';
import '../shared/panel.css';
import '../shared/plan.css';
import './run.css';
import './app';

document.body.append(document.createElement('weir-run'));
